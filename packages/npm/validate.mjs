import validate from "./validate.cjs";

export const { validator } = validate;
