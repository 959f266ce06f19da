// `fetch`, on a server in this process.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { ValidationError, Validator } from "mediaspec";
import { checkedFetch, throwErrors } from "mediaspec/fetch";
import { TOO_FAST } from "./setting.mjs";

const GOOD = { script_id: "e1a07f53c9624b8d" };
const JSON_TYPE = { "content-type": "application/json" };
const HEADERS = { "X-Auth-Token": "t", ...JSON_TYPE };

const state = { asked: 0, answer: "", status: 200, headers: JSON_TYPE, sent: "" };
const server = createServer(async (request, response) => {
  state.asked += 1;
  state.sent = "";
  for await (const chunk of request) state.sent += chunk;
  if (request.url === "/moved") return response.writeHead(307, { location: "/v1/0a1b2c/2d-digital-human-videos" }).end();
  if (request.url === "/broken") return response.destroy();
  response.writeHead(state.status, state.headers);
  response.write(state.answer);
  if (state.headers["content-type"] !== "text/event-stream") response.end();
});
let url;
let create;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${server.address().port}`;
  create = `${url}/v1/0a1b2c/2d-digital-human-videos`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  Object.assign(state, { asked: 0, answer: '{"job_id": "a1b2c3"}', status: 200, headers: JSON_TYPE });
});

const post = (payload) => ({ method: "POST", headers: HEADERS, body: JSON.stringify(payload) });

test("a wrong request is not sent", async () => {
  const fetch = checkedFetch();
  await assert.rejects(fetch(`${create}?token=secret`, post(TOO_FAST)), (error) => {
    assert.ok(error instanceof ValidationError);
    assert.equal(error.what, `POST ${create} (metastudio/Create2DDigitalHumanVideo)`);
    assert.match(error.message, /speed/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  assert.equal(state.asked, 0);
  const response = await fetch(create, post(GOOD));
  assert.equal(state.asked, 1);
  assert.equal(state.sent, JSON.stringify(GOOD));
  assert.equal(response.bodyUsed, false);
  assert.deepEqual(await response.json(), { job_id: "a1b2c3" });
});

test("a body is checked in every form in which it may be sent", async () => {
  const fetch = checkedFetch();
  const text = JSON.stringify(TOO_FAST);
  const bytes = new TextEncoder().encode(text);
  for (const body of [text, bytes, Buffer.from(text), bytes.buffer, new DataView(bytes.buffer), new Blob([text])]) {
    await assert.rejects(fetch(create, { method: "POST", headers: HEADERS, body }), ValidationError);
    await assert.rejects(fetch(new Request(create, { method: "POST", headers: HEADERS, body })), ValidationError);
    await assert.rejects(fetch(new URL(create), { method: "POST", headers: HEADERS, body }), ValidationError);
  }
  assert.equal(state.asked, 0);
  // The request itself is sent, with all that it has.
  const request = new Request(create, post(GOOD));
  assert.equal((await fetch(request)).status, 200);
  assert.equal(state.sent, JSON.stringify(GOOD));
});

test("a wrong answer is told", async () => {
  state.answer = '{"job_id": 7}';
  const found = [];
  const response = await checkedFetch({ onResponse: (finding) => found.push(finding) })(create, post(GOOD));
  assert.deepEqual(await response.json(), { job_id: 7 });
  assert.deepEqual(
    found.map(({ side, status, report }) => [side, status, report.errors[0].pointer]),
    [["response", 200, "/job_id"]],
  );
  assert.match(`${found[0]}`, /^POST http.*videos \(metastudio\/Create2DDigitalHumanVideo, response 200\)\n.*\/job_id/);
  const warned = once(process, "warning");
  await checkedFetch()(create, post(GOOD));
  const [warning] = await warned;
  assert.equal(warning.name, "MediaspecWarning");
  assert.match(warning.message, /\/job_id/);
  await assert.rejects(checkedFetch({ onResponse: throwErrors })(create, post(GOOD)), ValidationError);
  await assert.rejects(checkedFetch({ onResponse: async (finding) => throwErrors(finding) })(create, post(GOOD)), ValidationError);
  state.answer = "not JSON";
  await assert.rejects(checkedFetch({ onResponse: throwErrors })(create, post(GOOD)), /malformed/);
});

test("what no contract has goes through", async () => {
  assert.equal((await checkedFetch()(`${url}/something/else`, post(TOO_FAST))).status, 200);
});

test("a side without a handler is not checked", async () => {
  assert.equal((await checkedFetch({ onRequest: null })(create, post(TOO_FAST))).status, 200);
  state.answer = '{"job_id": 7}';
  const own = async (...asked) => {
    const response = await fetch(...asked);
    response.clone = () => assert.fail("it is not read");
    return response;
  };
  assert.equal((await checkedFetch({ fetch: own, onResponse: null })(create, post(GOOD))).status, 200);
});

test("a validator of your own decides", async () => {
  const mild = new Validator({ allow: ["maximum"] });
  assert.equal((await checkedFetch({ validator: mild })(create, post(TOO_FAST))).status, 200);
});

test("a body that is made while it is sent is not checked", async () => {
  async function* parts() {
    yield new TextEncoder().encode(JSON.stringify(TOO_FAST));
  }
  for (const body of [parts(), new Blob([JSON.stringify(TOO_FAST)]).stream()]) {
    const response = await checkedFetch()(create, { method: "POST", headers: HEADERS, body, duplex: "half" });
    assert.equal(response.status, 200);
    assert.equal(state.sent, JSON.stringify(TOO_FAST));
  }
});

test("answers to others, without an end or without a body are left alone", async () => {
  const fetch = checkedFetch({ onResponse: throwErrors });
  state.answer = '{"job_id": 7}';
  assert.equal((await fetch(`${url}/moved`, post(GOOD))).redirected, true);
  state.headers = { "content-type": "text/event-stream" };
  const events = await fetch(create, post(GOOD));
  assert.equal(events.status, 200);
  await events.body.cancel();
  Object.assign(state, { headers: {}, answer: "", status: 204 });
  assert.equal((await fetch(create, post(GOOD))).status, 204);
});

test("what fetch has to say is said by fetch", async () => {
  const checked = checkedFetch();
  for (const asked of [["no url"], [create, { method: "GET", body: "a" }], [`${url}/broken`], [create, { signal: AbortSignal.abort() }]]) {
    const told = async (fetch) => {
      try {
        await fetch(...asked);
      } catch (error) {
        return `${error}`;
      }
      return assert.fail("it is refused");
    };
    assert.equal(await told(checked), await told(globalThis.fetch));
  }
});
