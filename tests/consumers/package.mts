// The types of the npm package, for tsc: what is right must compile, and what is wrong must not.

import { find, messages, schema } from "mediaspec-schemas";
import type { Messages } from "mediaspec-schemas";
import { validator } from "mediaspec-schemas/validate";

const operation = "metastudio/Create2DDigitalHumanVideo";
const payload: unknown = JSON.parse("{}");
const check = validator(operation, "request");
if (check(payload)) {
  const speed: number | undefined = payload.voice_config?.speed;
  // @ts-expect-error: it is a number
  const text: string = payload.voice_config?.speed;
  void [speed, text];
}
const voice: Messages[typeof operation]["request"]["body"]["voice_config"] = { voice_asset_id: "a", speed: 100 };
// An operation without its service, and a status as a number.
const answered = validator("Create2DDigitalHumanVideo", 200);
if (answered(payload)) {
  const job: string | null | undefined = payload.job_id;
  // @ts-expect-error: it is a text
  const number: number = payload.job_id;
  void [job, number];
}
// @ts-expect-error: there is no such operation
validator("Create2DDigitalHumanVide", 200);
// @ts-expect-error: there is no such message
validator(operation, "201");
// @ts-expect-error: nor one of that status
validator(operation, 201);
// @ts-expect-error: there is no such part
validator(operation, "400", "query");
const { sha256 } = find(operation, "request");
void [voice, sha256.length, messages.length, schema(operation, "request", "path").$id];
