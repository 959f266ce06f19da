// Payloads that mean harm: a finding, or one clear error, and never a crash.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaspecError, NotJson, Validator, checkHttp, detect, fix, operations, sample } from "mediaspec";
import { CREATE, codes } from "./setting.mjs";

const body = new Validator().message(CREATE, "request");

/** What kind of malformed input a payload is. */
function malformed(payload) {
  const report = body.check(payload);
  assert.equal(report.verdict, "malformed");
  return report.error.code;
}

/** The one clear error that a payload is. */
function refused(payload, message) {
  assert.throws(
    () => body.check(payload),
    (error) => {
      assert.ok(error instanceof NotJson, `${error}`);
      assert.match(error.message, message);
      return true;
    },
  );
}

function nested(depth, make) {
  let value = null;
  for (let level = 0; level < depth; level += 1) value = make(value);
  return value;
}

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { next, below, one: (of) => of[below(of.length)] };
}

test("deep payloads are told", () => {
  for (const make of [(inner) => [inner], (inner) => ({ a: inner }), (inner) => ({ toJSON: () => [inner] })]) {
    assert.equal(malformed(nested(129, make)), "depth");
  }
  for (const make of [(inner) => [inner], (inner) => ({ a: inner })]) {
    // JSON.stringify has no stack for that.
    assert.equal(malformed(nested(100_000, make)), "depth");
    assert.equal(malformed({ voice_config: nested(100_000, make) }), "depth");
    assert.equal(malformed(JSON.parse("[".repeat(50_000) + "]".repeat(50_000))), "depth");
    assert.throws(() => detect(nested(100_000, make)), /nested more than \d+ levels deep/);
    assert.equal(fix(CREATE, "request", nested(100_000, make)).report.error.code, "depth");
  }
  assert.equal(malformed("[".repeat(1_000_000)), "depth");
  assert.equal(malformed(Buffer.from("[".repeat(1_000_000))), "depth");
});

test("payloads that contain themselves are one clear error", () => {
  const object = {};
  object["a/b"] = { "c~d": [1, object] };
  refused(object, /^\/a~1b\/c~0d\/1 is an object that it is itself a part of, for which JSON has no form/);
  const list = [];
  list.push(list);
  refused(list, /^\/0 is an object that it is itself a part of/);
  refused({ shoot_scripts: list }, /^\/shoot_scripts\/0 is/);
  // The same object twice is none.
  const twice = { a: 1 };
  assert.deepEqual(codes(body.check({ x: twice, y: twice })), codes(body.check({ x: { a: 1 }, y: { a: 1 } })));
});

test("values that JSON has no form for are one clear error", () => {
  for (const payload of [undefined, () => 1, Symbol("a"), { toJSON: () => undefined }]) {
    refused(payload, /^the payload is (undefined|a (function|symbol|object)), for which JSON has no form; hand over/);
  }
  refused(1n, /^the payload is a BigInt/);
  refused({ voice_config: { speed: 300n } }, /^\/voice_config\/speed is a BigInt/);
  refused({ ["x".repeat(1000)]: [1n] }, /^\/x{80}\/0 is a BigInt/);
  assert.throws(() => checkHttp("POST", "https://host/v1/a/2d-digital-human-videos", { body: { a: 1n } }), NotJson);
  assert.throws(() => checkHttp("POST", "https://host/v1/a/2d-digital-human-videos", { body: "\ud800" }), NotJson);
});

test("halves of surrogate pairs are told", () => {
  for (const text of ["\ud800", '{"a": "\udc00"}', '{"\udfff": 1}']) assert.equal(malformed(text), "utf-8");
  for (const value of [{ script_id: "\ud800" }, { "\udfff": 1 }, ["\udc00"]]) assert.equal(body.check(value).verdict, "malformed");
  assert.equal(body.check('{"script_id": "\ud83d\ude00"}').verdict, body.check({ script_id: "\ud83d\ude00" }).verdict);
  // What stands for a half may stand there itself.
  const whole = '{"script_id": "中\ufffd，"}';
  assert.equal(body.check(whole).verdict, body.check(Buffer.from(whole)).verdict);
  assert.notEqual(body.check(whole).verdict, "malformed");
  for (const length of [1, 1000, 100_000]) {
    const text = `{"a": "${"，".repeat(length)}`;
    assert.equal(malformed(`${text}\ud800"}`), "utf-8");
    assert.notEqual(body.check(`${text}\ufffd"}`).verdict, "malformed");
  }
});

test("bytes that are no UTF-8 are told", () => {
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xc0, 0x80], [0xff, 0xfe, 0x7b, 0x00]]) {
    assert.equal(body.check(Uint8Array.from(bytes)).verdict, "malformed");
  }
});

test("numbers of any size are told", () => {
  for (const number of [2 ** 63, -(2 ** 64), 1e30, -1e300]) {
    const report = body.check({ voice_config: { voice_asset_id: "a", speed: number } });
    assert.equal(report.verdict, "invalid");
    assert.ok(["maximum", "minimum"].includes(report.errors[0].code));
  }
  assert.equal(malformed('{"voice_config": {"speed": 1e400}}'), "number");
});

test("a boolean is no number", () => {
  const [error] = body.check({ voice_config: { voice_asset_id: "a", speed: true } }).errors;
  assert.deepEqual([error.code, error.found], ["type", "true"]);
});

test("what the payload's own code throws is thrown as it is", () => {
  class Own extends TypeError {}
  const fails = () => {
    throw new Own("no");
  };
  const proxies = ["ownKeys", "get", "getOwnPropertyDescriptor"].map((trap) => new Proxy({ a: 1 }, { [trap]: fails }));
  const getter = Object.defineProperty({}, "a", { enumerable: true, get: fails });
  for (const value of [...proxies, getter, { toJSON: fails }]) {
    assert.throws(() => body.check({ voice_config: value }), Own);
    assert.throws(() => body.check(value), Own);
  }
  assert.throws(() => body.check(Proxy.revocable({}, {}).proxy && revoked()), TypeError);
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test("objects that lie are what JSON.stringify makes of them", () => {
  const plain = { voice_config: { voice_asset_id: "a", speed: 300 } };
  const expected = body.check(plain).json;
  assert.equal(body.check(new Proxy(plain, {})).json, expected);
  assert.equal(body.check(Object.assign(Object.create(null), plain)).json, expected);
  assert.equal(body.check({ ...plain, __proto__: { speed: 1 } }).json, expected);
  assert.equal(body.check({ voice_config: { voice_asset_id: new String("a"), speed: new Number(300) } }).json, expected);
  const polluted = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}');
  assert.equal(codes(body.check(polluted)).filter((code) => code === "additionalProperties").length, 2);
  // A check within a check.
  const checks = { toJSON: () => (body.check(plain), plain) };
  assert.equal(body.check(checks).json, expected);
  // Without an end: every level makes the next one.
  const endless = () => new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: (_, name) => (name === "toJSON" ? undefined : endless()) });
  assert.equal(malformed(endless()), "depth");
});

test("code that checks something else meanwhile changes nothing", () => {
  const url = "https://host/v1/0a1b2c/2d-digital-human-videos";
  const payload = { voice_config: { voice_asset_id: "a", speed: 300 } };
  const other = () => body.check({ [`other${"x".repeat(100)}`]: 1 });
  const headers = {
    *[Symbol.iterator]() {
      other();
      yield ["X-Auth-Token", { toString: () => (other(), "t") }];
    },
  };
  const asked = {
    get part() {
      other();
      return "body";
    },
  };
  const plain = checkHttp("POST", url, { headers: { "X-Auth-Token": "t" }, body: payload }).report;
  assert.equal(checkHttp("POST", url, { headers, body: payload }).report.json, plain.json);
  const text = JSON.stringify({ voice_config: { voice_asset_id: "a", speed: "100" } });
  assert.equal(fix(CREATE, "request", text, asked).payload, text.replace('"100"', "100"));
  assert.equal(new Validator().check(CREATE, "request", payload, asked).json, body.check(payload).json);
});

test("large payloads and long names are told", () => {
  const list = Array.from({ length: 1_000_000 }, () => 0);
  const report = body.check({ shoot_scripts: list });
  assert.ok(report.truncated);
  assert.ok(report.total > 1000 && report.violations.length <= 2000);
  const name = "k".repeat(10_000_000);
  const [violation] = body.check({ [name]: 1 }).violations;
  assert.equal(violation.code, "additionalProperties");
  assert.ok(violation.message.length < 1000);
  const many = Object.fromEntries(list.map((_, place) => [`m${place}`, place]).slice(0, 200_000));
  assert.ok(body.check(many).truncated);
});

test("memory that is taken away or grows is no matter", () => {
  const bytes = new TextEncoder().encode("{}");
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  assert.equal(body.check(bytes).verdict, "malformed");
  const growing = new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 }));
  growing.set([0x7b, 0x7d]);
  const before = body.check(growing).json;
  growing.buffer.resize(4);
  growing.set([0x20, 0x20], 2);
  assert.equal(body.check(growing).json, before);
  growing.buffer.resize(0);
  assert.equal(body.check(growing).verdict, "malformed");
});

/** A value of any kind, some of which JSON has no form for. */
function anything(roll, depth = 0) {
  const scalars = [null, true, roll.below(2000) - 1000, roll.next(), 1e308, -0, NaN, Infinity, "\ud800", "", "a".repeat(10_000), "2026-11-30T00:00:00Z", undefined, 1n, Symbol.iterator, new Date(NaN), new Map([[1, 2]]), /a/, new Uint8Array(3), anything];
  const kind = roll.below(depth < 6 ? 16 : 11);
  if (kind < 11) return roll.one(scalars);
  const inner = () => anything(roll, depth + 1);
  const count = roll.below(5);
  if (kind < 13) return Array.from({ length: count }, inner);
  const names = ["voice_config", "speed", "shoot_scripts", "video_config", "script_id", "\udc00", "a/b~c", "7", "toJSON", "__proto__"];
  return Object.fromEntries(Array.from({ length: count }, () => [roll.one(names), inner()]));
}

test("whatever comes there is a report or one clear error", () => {
  const roll = dice(20261130);
  const validator = new Validator();
  const messages = operations()
    .filter((_, place) => place % 25 === 0)
    .map(({ name }) => validator.message(name, "request"));
  let [reports, errors] = [0, 0];
  for (let round = 0; round < 20_000; round += 1) {
    const payload = anything(roll);
    try {
      // A list of numbers would be bytes.
      if (ArrayBuffer.isView(payload)) continue;
      JSON.parse(roll.one(messages).check(payload).json);
      reports += 1;
    } catch (error) {
      // `toJSON` that is no method of the payload's class is called as well, and may fail.
      assert.ok(error instanceof MediaspecError || error instanceof TypeError || error instanceof RangeError, `${error}`);
      errors += 1;
    }
  }
  assert.ok(reports > 1000, `${reports}`);
  assert.ok(errors > 1000, `${errors}`);
});

test("whatever bytes come there is a report", () => {
  const roll = dice(3);
  const text = Buffer.from(JSON.stringify(sample(CREATE, "request", { full: true })));
  for (let round = 0; round < 20_000; round += 1) {
    const changed = Buffer.from(text);
    for (let times = roll.below(3) + 1; times > 0; times -= 1) changed[roll.below(changed.length)] = roll.below(256);
    assert.ok(["valid", "invalid", "malformed"].includes(body.check(changed).verdict));
    if (round % 20 === 0) assert.ok(fix(CREATE, "request", changed.toString("latin1")).report);
  }
});
