// What Ajv tells, in sentences that say what was found and what is allowed.

/** How much of a value is shown. */
const LONGEST = 60;

/** A value as people are shown it. */
function shown(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  // Neither control characters nor those that turn the line around.
  const visible = text.replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return visible.length > LONGEST ? `${visible.slice(0, LONGEST)}\u2026` : visible;
}

/** The value at a JSON Pointer. */
function valueAt(payload, pointer) {
  let value = payload;
  for (const step of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    value = value[step.replace(/~1/g, "/").replace(/~0/g, "~")];
  }
  return value;
}

/** "a, b or c". */
function either(values) {
  const all = values.map(shown);
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} or ${all[all.length - 1]}` : all.join("");
}

const kindOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
const length = (value) => (typeof value === "string" ? [...value].length : (value?.length ?? 0));

const TOLD = {
  additionalProperties: (_, { additionalProperty }) => `${shown(additionalProperty)} is no documented member`,
  const: (value, { allowedValue }) => `${shown(value)} is not ${shown(allowedValue)}`,
  enum: (value, { allowedValues }) => `${shown(value)} is not one of the listed values (${either(allowedValues)})`,
  exclusiveMaximum: (value, { limit }) => `${shown(value)} is not below ${limit}`,
  exclusiveMinimum: (value, { limit }) => `${shown(value)} is not above ${limit}`,
  maxItems: (value, { limit }) => `${length(value)} items are more than ${limit}`,
  maxLength: (value, { limit }) => `${length(value)} characters are more than ${limit}`,
  maximum: (value, { limit }) => `${shown(value)} is above ${limit}`,
  minItems: (value, { limit }) => `${length(value)} items are fewer than ${limit}`,
  minLength: (value, { limit }) => `${length(value)} characters are fewer than ${limit}`,
  minimum: (value, { limit }) => `${shown(value)} is below ${limit}`,
  multipleOf: (value, { multipleOf }) => `${shown(value)} is no multiple of ${multipleOf}`,
  pattern: (value, { pattern }) => `${shown(value)} does not match ${pattern}`,
  required: (_, { missingProperty }) => `${shown(missingProperty)} is missing`,
  type: (value, { type }) => `${shown(value)} is of the type ${kindOf(value)} (${[type].flat().join(" or ")} expected)`,
  uniqueItems: (_, { i, j }) => `items ${Math.min(i, j)} and ${Math.max(i, j)} are equal`,
};

/** The same check, whose errors say what was found and what is allowed. What has no sentence here keeps Ajv's. */
export function worded(check) {
  const told = (payload) => {
    const valid = check(payload);
    told.errors = valid
      ? null
      : check.errors.map((error) => {
          const sentence = TOLD[error.keyword];
          return sentence ? { ...error, message: sentence(valueAt(payload, error.instancePath), error.params) } : error;
        });
    return valid;
  };
  told.errors = null;
  return told;
}
