/**
 * Packets that no GDB would send, given to GDB's server as one connection would. What must hold: none throws; none keeps
 * the server from hearing an interrupt for long; no file, program or network is asked for; the mask ROM is as it was; and
 * the run is the recorded one with what was written, as another that only was written to.
 */
import { Symbols } from "../../../src/debug/code/symbols.js";
import { Debugger } from "../../../src/debug/debugger.js";
import { GdbStub } from "../../../src/debug/gdb/stub.js";
import { Monitor } from "../../../src/debug/monitor/monitor.js";
import { countUpTo } from "../../../src/debug/time/history.js";
import type { RunEvent, TimeMachine } from "../../../src/debug/time/time-machine.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import { hostilePacket, romOf } from "../../../test/debug/gdb/hostile.js";
import { seeded } from "../../random.js";
import type { Check } from "./check.js";
import { callsOutside } from "./outside.js";

/** Wall time between two moments at which the server hears, ms: what a busy machine makes of a few hundred. */
const DEAF_MS = 5000;
/** Turns that a packet's walk gets before it is interrupted. */
const TURNS = 3;
const PROGRESS = 10_000;

export async function giveHostilePackets(
	open: (events?: readonly RunEvent[]) => Promise<TimeMachine>,
	packets: number,
	check: Check,
): Promise<void> {
	const time = await open();
	const hash64 = await loadHash64();
	const rom = romOf(time);
	const events: RunEvent[] = [...time.inputs];
	const recorded = events.length;
	const poke = time.poke.bind(time);
	time.poke = (write) => {
		const { tick } = time;
		events.splice(countUpTo(events, tick), 0, { tick, poke: write });
		poke(write);
	};
	// The run is walked into, so that there is something before what is written.
	time.seek(Math.floor(time.lastTick / 2));
	const debugger_ = new Debugger(time, new Symbols());
	const stub = new GdbStub(debugger_, new Monitor(debugger_));
	const random = seeded(2);
	let longest = 0;
	const timed = <T>(work: () => T): T => {
		const began = performance.now();
		const result = work();
		longest = Math.max(longest, performance.now() - began);
		return result;
	};
	const began = performance.now();
	const calls = callsOutside(() => {
		for (let i = 1; i <= packets; i++) {
			const answer = timed(() => stub.answer(hostilePacket(random)));
			if (typeof answer !== "string" && !Buffer.isBuffer(answer))
				for (let turn = 0; turn < TURNS && !timed(() => answer.walk.next()).done; turn++);
			if (i % PROGRESS === 0) progress(i, performance.now() - began);
		}
	});
	const seconds = (performance.now() - began) / 1000;
	check(`${packets} packets in ${seconds.toFixed(0)} s without a throw`, true);
	check(`the longest time in which an interrupt was not heard: ${longest.toFixed(0)} ms`, longest < DEAF_MS);
	check(`nothing outside was asked for: ${calls.join(", ") || "nothing"}`, calls.length === 0);
	check("the mask ROM is as it was", romOf(time).equals(rom));
	const twin = await open(events);
	const whole = (one: TimeMachine, part: number): bigint => {
		one.seek(Math.floor(time.lastTick * part));
		return one.chip.hash(hash64).whole;
	};
	const isSame = [0, 0.3, 0.6, 1].every((part) => whole(time, part) === whole(twin, part));
	check(`the run is the recorded one with its ${events.length - recorded} writes, and nothing else`, isSame);
}

function progress(done: number, ms: number): void {
	process.stderr.write(`${done} packets, ${(ms / 1000).toFixed(0)} s\n`);
}
