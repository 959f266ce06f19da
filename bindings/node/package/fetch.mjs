// The same for ES modules.
import all from "./fetch.cjs";

export const { Finding, checkedFetch, throwErrors, warn } = all;
