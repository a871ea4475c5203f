/** Dumps as other programs read them: sigrok decodes the serial line and finds the pins' edges, GTKWave converts. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { exportVcd } from "../../../src/export/vcd/export.js";
import { open } from "../../session/run.js";
import { tempFolder } from "../../temp.js";

const LINE = "traces/guests/uart.mpk";
const PINS = "traces/guests/gpio.mpk";

/** Registers a test that runs a program; skipped by name where it is not, failing with REPLAY_REQUIRE_SIGROK=1. */
function toolTest(program: string, name: string, run: (t: ExecutionContext) => void): void {
	if (spawnSync(program, ["--version"]).error === undefined) test(name, run);
	else if (process.env.REPLAY_REQUIRE_SIGROK === "1" && program === "sigrok-cli") {
		test(name, (t) => t.fail("REPLAY_REQUIRE_SIGROK=1"));
	} else test.skip(`${name} [skipped: there is no ${program}]`, (t) => t.pass());
}

function dump(t: ExecutionContext, trace: string, step?: "100ns"): string {
	const path = join(tempFolder(t), "trace.vcd");
	writeFileSync(path, exportVcd(open(readFileSync(trace)), step).text);
	return path;
}

const sigrok = (...args: string[]): string =>
	execFileSync("sigrok-cli", args, { encoding: "utf8", maxBuffer: 1 << 28 });

/** What sigrok's decoder makes of the line that the chip drives. */
function decoded(path: string, format: string, baud: number): Buffer {
	const decoder = `uart:rx=uart0_tx:baudrate=${baud}:format=hex`;
	const out = sigrok("-i", path, "-I", format, "-P", decoder, "-A", "uart=rx-data");
	return Buffer.from(
		[...out.matchAll(/^uart-1: ([0-9A-F]{2})$/gm)].map(([, hex]) => Number.parseInt(hex, 16)),
	);
}

toolTest("sigrok-cli", "sigrok's UART decoder reads from the wire what the trace says was sent", (t) => {
	const sent = open(readFileSync(LINE))
		.readAll()
		.chunks.flatMap(({ outputs }) => outputs.uart[0]);
	const [first, last] = [sent[0].baud, sent[sent.length - 1].baud];
	const slow = Buffer.from(sent.filter(({ baud }) => baud === first).map(({ byte }) => byte));
	const fast = Buffer.from(sent.filter(({ baud }) => baud === last).map(({ byte }) => byte));
	for (const [step, format] of [
		["100ns", "vcd"],
		[undefined, "vcd:downsample=10000"],
	] as const) {
		const path = dump(t, LINE, step);
		t.deepEqual(decoded(path, format, first).subarray(0, slow.length), slow);
		// What was sent at the lower speed is noise at the higher one.
		t.deepEqual(decoded(path, format, last).subarray(-fast.length), fast);
	}
});

toolTest("sigrok-cli", "sigrok finds the edges of a pin at the trace's ticks", (t) => {
	const { chunks } = open(readFileSync(PINS)).readAll();
	const out = sigrok("-i", dump(t, PINS, "100ns"), "-I", "vcd", "-C", "gpio4", "-O", "vcd");
	const found = [...out.matchAll(/^#(\d+) ([01])!$/gm)].map(([, at, level]) => [Number(at), Number(level)]);
	// A wire that nobody drives is low to sigrok. A tick is 6.25 ns.
	let now = 0;
	const edges = chunks
		.flatMap(({ outputs }) => outputs.pins.filter(({ pin }) => pin === 4))
		.flatMap(({ tick, level }) => {
			const next = level === 1 ? 1 : 0;
			if (next === now) return [];
			now = next;
			return [[Math.round(tick / 16), next]];
		});
	t.true(edges.length > 4);
	t.deepEqual(found.slice(1, edges.length + 1), edges);
});

for (const program of ["vcd2fst", "vcd2lxt2"]) {
	toolTest(program, `GTKWave's ${program} reads a dump`, (t) => {
		const path = dump(t, LINE);
		const out = `${path}.out`;
		const { status, stderr } = spawnSync(program, [path, out], { encoding: "utf8" });
		t.is(status, 0, stderr);
		t.true(statSync(out).size > 1000);
	});
}

toolTest(
	"sigrok-cli",
	"sigrok's I2S decoder hears the words that a guest's DMA read, right channel first",
	(t) => {
		const path = dump(t, "traces/guests/i2s.mpk", "100ns");
		const out = sigrok("-i", path, "-I", "vcd", "-P", "i2s:sck=gpio15:ws=gpio2:sd=gpio3");
		const heard = [...out.matchAll(/^i2s-1: (Left|Right) channel: 0000([0-9a-f]{4})$/gm)].map(
			([, channel, word]) => channel[0] + word,
		);
		const words = ["Rdead", "Lbeef", "R1234", "L5678", "R0000", "Lffff", "R5a5a", "La5a5", "R5a5a", "La5a5"];
		t.true(heard.join(" ").includes(words.join(" ")), heard.join(" "));
	},
);

toolTest("sigrok-cli", "sigrok's WS2812 decoder sees the colours that a guest sends over I2S", (t) => {
	const path = join(tempFolder(t), "trace.vcd");
	writeFileSync(path, exportVcd(open(readFileSync("traces/guests/i2s-strip.mpk")), "10ns").text);
	const out = sigrok("-i", path, "-I", "vcd", "-P", "rgb_led_ws281x:din=gpio3", "-A", "rgb_led_ws281x=rgb");
	const pictures = [0, 1, 2].flatMap((turn) =>
		Array.from({ length: 8 }, (_, pixel) => {
			const [green, red, blue] = [0, 1, 2].map((i) => (37 * (3 * pixel + i) + 11 * turn) & 0xff);
			return Buffer.of(red, green, blue).toString("hex");
		}),
	);
	t.deepEqual(
		[...out.matchAll(/#([0-9a-f]{6})/g)].map(([, colour]) => colour),
		pictures,
	);
});
