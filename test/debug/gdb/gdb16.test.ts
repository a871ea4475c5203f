/** GDB 16 as it comes, driven by scripts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { IMAGES } from "../../images.js";
import { tracePath } from "../runs.js";
import { gdbTest, runGdb } from "./gdb16.js";

const README = fileURLToPath(new URL("../../../../README.md", import.meta.url));

gdbTest(
	"a breakpoint at a function of the boot ROM, the code there, and back to the reset vector",
	async (t, gdb) => {
		const said = await runGdb(t, gdb, tracePath("guests/uart"), [
			"break *uart_div_modify",
			"continue",
			"info registers pc a1",
			"x/1i $pc",
			"bt 2",
			"delete",
			"reverse-continue",
			"info registers pc",
		]);
		t.regex(said, /Breakpoint 1, 0x400039d8 in uart_div_modify \(\)/);
		t.regex(said, /pc +0x400039d8/);
		t.regex(said, /=> 0x400039d8 <uart_div_modify>:\t\w/);
		t.regex(said, /Reached end of recorded history; stopping\./);
		t.regex(said, /pc +0x40000080 +0x40000080 <_ResetVector>/);
	},
);

gdbTest("a watched word: who writes it first, and reverse-continue to who wrote it last", async (t, gdb) => {
	const said = await runGdb(t, gdb, tracePath("guests/uart"), [
		"watch *(int*)0x3fffde10",
		"continue",
		'printf "first %x %x\\n", $pc, *(int*)0x3fffde10',
		"monitor seek end",
		"maintenance flush register-cache",
		"reverse-continue",
		'printf "last %x %x\\n", $pc, *(int*)0x3fffde10',
		"stepi",
		'printf "after %x\\n", *(int*)0x3fffde10',
	]);
	t.regex(said, /Hardware watchpoint 1: \*\(int\*\)0x3fffde10/);
	t.regex(said, /first 4\w+ \w+/);
	t.regex(said, /last 4\w+ \w+/);
	t.regex(said, /Old value = /);
});

gdbTest("1,000 steps forth and back have the same registers", async (t, gdb) => {
	const show = 'printf "at %x %x %x %x %x %x %x\\n", $pc, $a0, $a1, $a2, $a3, $a4, $sar';
	const times = (count: number, step: string) => [
		"set $i = 0",
		`while $i < ${count}\n${step}\n${show}\nset $i = $i + 1\nend`,
	];
	const said = await runGdb(t, gdb, tracePath("guests/uart"), [
		"stepi 2000",
		show,
		...times(1000, "stepi"),
		...times(1000, "reverse-stepi"),
	]);
	const places = said.split("\n").filter((line) => line.startsWith("at "));
	t.is(places.length, 2001);
	t.deepEqual(places.slice(1001), places.slice(0, 1000).reverse());
});

gdbTest("what is written is said to end the recording, and can be undone by going back", async (t, gdb) => {
	const said = await runGdb(t, gdb, tracePath("guests/uart"), [
		"stepi 100",
		"set var *(int*)0x3ffe9000 = 0x01020304",
		'printf "now %x\\n", *(int*)0x3ffe9000',
		"x/4xb 0x3ffe9000",
		"set $a5 = 0x1234",
		"continue",
		'printf "then %x\\n", *(int*)0x3ffe9000',
	]);
	t.regex(said, /now 1020304/);
	t.regex(said, /0x3ffe9000:\t0x04\t0x03\t0x02\t0x01/);
	t.regex(said, /from here on this is not the recorded run/);
});

/** The commands that the README tells the story with. */
function story(): string[] {
	const [, block] = /```gdb\n([\s\S]*?)```/.exec(readFileSync(README, "utf8")) ?? [];
	return (block ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("target remote"));
}

gdbTest(
	'the README\'s story: from "already freed" back to the store that broke the heap',
	async (t, gdb) => {
		const commands = story();
		t.true(commands.length > 3 && commands.length < 10);
		const said = await runGdb(t, gdb, tracePath("wifi/udp-close"), commands);
		t.regex(said, /the console says "already freed"/);
		t.regex(said, /Old value = 0\nNew value = 32/);
		t.regex(said, /=> 0x402128d8:\ts32i\ta3, a2, 140/);
	},
	IMAGES["v1.14"],
);
