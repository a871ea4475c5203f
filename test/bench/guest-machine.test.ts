/** A program that ends in WAITI, by itself and from a flash: as it is recorded, it replays. */
import test from "ava";
import { describeCosts, measureCosts } from "../../src/bench/costs.js";
import { GuestError, runGuest } from "../../src/bench/guest.js";
import { guestMachine, recordFromFlash, runFromFlash } from "../../src/bench/guest-machine.js";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { InMemory } from "../../src/session/in-memory.js";
import { assemble } from "../../tools/qemu/assembler.js";
import { elfOf } from "../../tools/qemu/program.js";

const CODE = 0x40100000;
/** Counts down from `count`, in a power of two, and does what `end` says. */
const program = (shift: number, end: readonly string[]): Uint8Array => {
	const lines = ["movi a3, 1", `slli a3, a3, ${shift}`, "addi a3, a3, -1", `bnez a3, ${CODE + 6}`, ...end];
	return elfOf(CODE, [{ address: CODE, data: Uint8Array.from(assemble(lines, CODE)) }]);
};
const WAITS = ["waiti 15", `j ${CODE + 12}`];
const session = await InMemory.load();

test("what is recorded from a flash is the whole program, and replays", async (t) => {
	const file = program(20, WAITS);
	const alone = runGuest(file, "wasm");
	t.true(alone.endedInWait);
	t.is(alone.instructions, 2 + 2 * 2 ** 20 + 1);
	const machine = guestMachine(file, "program.elf");
	const bare = runFromFlash(machine, "wasm", alone);
	const { run, trace } = await recordFromFlash(machine, "wasm", alone);
	t.is(run.instructions, bare.instructions);
	t.is(run.ticks, bare.ticks);
	t.true(run.instructions > alone.instructions);
	t.is(run.traceBytes, trace.length);
	const replayed = session.replay(trace, machine);
	t.true(replayed.reproduced);
	t.is(replayed.instructions, run.instructions);
	t.is(replayed.checkpoints, Math.ceil((run.ticks + 1) / TICKS_PER_SECOND));
});

test("a program that calls the simulator, or ends elsewhere behind a boot ROM, is refused", async (t) => {
	const caller = program(4, ["movi a2, 1", "movi a3, 0", "simcall"]);
	const called = runGuest(caller, "interp");
	t.false(called.endedInWait);
	await t.throwsAsync(recordFromFlash(guestMachine(caller, "c.elf"), "interp", called), {
		instanceOf: GuestError,
	});
	const longer = { ...runGuest(program(12, WAITS), "interp"), instructions: 2 ** 40 };
	t.throws(() => runFromFlash(guestMachine(program(12, WAITS), "p.elf"), "interp", longer), {
		message: /does not end/,
	});
});

test("the costs of checkpoints and snapshots are more than nothing", async (t) => {
	const machine = guestMachine(program(10, WAITS), "p.elf");
	const costs = await measureCosts(machine, 0, "wasm");
	t.true(costs.checkpoint.microseconds > 0 && costs.snapshot.microseconds > 0);
	t.true(costs.checkpoint.bytes > 8 && costs.checkpoint.bytes < 4096, `${costs.checkpoint.bytes}`);
	t.true(costs.snapshot.bytes > machine.flash.length);
	t.regex(
		describeCosts(costs),
		/^a checkpoint costs \d+ microseconds and \d+ bytes of trace, a snapshot \d+ /,
	);
});
