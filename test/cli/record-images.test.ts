import { readdirSync, writeFileSync } from "node:fs";
import test from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { Desk, machine } from "./desk.js";

const RECORD = ["record", "f.bin", "--rom", "echo.rom", "--scenario", "hal.yaml", "-q"];
const HASH = machine.firmware.sha256;

function deskWithFiles(...args: ConstructorParameters<typeof Desk>): Desk {
	const desk = new Desk(...args);
	desk.write("f.bin", machine.firmware.bytes);
	return desk;
}

test("a file that is recorded goes into the cache with its ROM, and the trace replays without either", (t) => {
	const desk = deskWithFiles(t, false);
	const { code, err } = desk.run(...RECORD, "-o", "new.mpk");
	t.is(code, 0, err);
	const kept = new ImageCache(desk.env.ESP8266_REPLAY_CACHE);
	t.true(
		err.includes(
			`replay: f.bin is kept in the cache, where replays find it: ${kept.path("firmware", HASH)}\n`,
		),
	);
	t.regex(err, /^replay: echo\.rom is kept in the cache/m);
	t.deepEqual(kept.list("firmware"), [HASH]);
	t.deepEqual(kept.list("rom"), [machine.rom.sha256]);
	t.is(desk.run("new.mpk", "--offline", "-q").code, 0);
	t.notRegex(desk.run(...RECORD, "-o", "again.mpk").err, /cache/, "it is there already");
});

test("a spoilt image in the cache is written anew", (t) => {
	const desk = deskWithFiles(t);
	const cache = new ImageCache(desk.env.ESP8266_REPLAY_CACHE);
	writeFileSync(cache.path("firmware", HASH), "spoilt");
	t.is(desk.run(...RECORD, "-o", "new.mpk").code, 0);
	t.deepEqual(cache.read("firmware", HASH), machine.firmware.bytes);
});

test("a cache that cannot be written does not stop the recording", (t) => {
	const desk = deskWithFiles(t, false);
	desk.write("a-file", "");
	desk.env.ESP8266_REPLAY_CACHE = desk.path("a-file/cache");
	const { code, err } = desk.run(...RECORD, "-o", "new.mpk");
	t.is(code, 0, err);
	t.regex(err, /^replay: f\.bin could not be put into the cache \(.+\): replays need --firmware f\.bin$/m);
	t.regex(err, /: replays need --rom echo\.rom$/m);
	t.is(desk.run("new.mpk", "--firmware", "f.bin", "--rom", "echo.rom", "-q").code, 0);
});

test("a command that was wrong keeps nothing", (t) => {
	const desk = deskWithFiles(t, false);
	t.is(desk.run("record", "f.bin", "--rom", "echo.rom", "--scenario", "nothing.yaml").code, 2);
	t.throws(() => readdirSync(desk.path("cache")));
});
