/** A recorded board that programs of this machine work over its serial line; afterwards the recording is replayed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { Firmware } from "../../../../src/firmware/reference.js";
import { findRom } from "../../../../src/firmware/rom.js";
import { makeMachine } from "../../../../src/session/machine.js";
import { type Program, Running } from "../../../programs.js";
import { replay } from "../../../session/run.js";
import { tempFolder } from "../../../temp.js";
import { liveLine, until } from "./lines.js";

/** esptool's time-outs are for boards, which do not share a processor; s. */
const ESPTOOL_PATIENCE = "[esptool]\ntimeout = 60\nchip_erase_timeout = 600\nsync_timeout = 1\n";

export interface Board {
	/** What a program opens. */
	readonly where: string;
	/** All that UART0 has said. */
	console(): string;
	/** Runs a program to its end and gives what it said; the test fails when it does. */
	run(program: Program, ...args: string[]): Promise<string>;
	/** Begins a program; it is ended with the test at the latest. */
	begin(program: Program, ...args: string[]): Running;
}

/** Has `work` done on a board, and replays the recording. */
export async function withBoard(
	t: ExecutionContext,
	spec: string,
	firmware: Firmware,
	work: (board: Board) => Promise<void>,
): Promise<void> {
	t.timeout(600_000, "programs on a busy machine");
	const machine = makeMachine({ firmware, rom: findRom() });
	const bytes: number[] = [];
	const line = await liveLine(t, spec, { machine, onConsole: (byte) => bytes.push(byte) });
	const config = join(tempFolder(t), "esptool.cfg");
	writeFileSync(config, ESPTOOL_PATIENCE);
	const begin = (program: Program, ...args: string[]): Running => {
		const running = new Running(program, args, { ESPTOOL_CFGFILE: config });
		t.teardown(() => running.kill());
		return running;
	};
	const run = async (program: Program, ...args: string[]): Promise<string> => {
		const running = begin(program, ...args);
		const code = await running.ended;
		t.is(code, 0, running.said);
		return running.said;
	};
	const { where } = line;
	try {
		await work({ where, console: () => Buffer.from(bytes).toString("latin1"), run, begin });
	} finally {
		await line.end();
	}
	const replayed = replay(readFileSync(line.trace), machine);
	t.true(replayed.reproduced, JSON.stringify(replayed.divergence));
}

export { until };
