import index from "./index.cjs";

export const { messages, sources, find, schema } = index;
