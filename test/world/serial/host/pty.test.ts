import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import test, { type ImplementationFn } from "ava";
import { programTest, pseudoterminals } from "../../../programs.js";
import { liveLine, until } from "./lines.js";

const terminals = [pseudoterminals()];

function ptyTest(title: string, run: ImplementationFn<[]>): void {
	programTest(terminals, title, (name) => test(name, run));
}

/** A program that has the device open as a file. */
class Opened {
	readonly #file: number;
	text = "";

	constructor(device: string) {
		this.#file = openSync(device, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
	}

	/** Writes what there is room for; how much that was. */
	write(text: string): number {
		try {
			return writeSync(this.#file, text);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
			return 0;
		}
	}

	/** Reads what is there. */
	heard(): string {
		const buffer = Buffer.alloc(4096);
		try {
			this.text += buffer.toString("latin1", 0, readSync(this.#file, buffer));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
		}
		return this.text;
	}

	close(): void {
		closeSync(this.#file);
	}
}

ptyTest("a device passes bytes as they are, and may be closed and opened again", async (t) => {
	const line = await liveLine(t, "pty");
	for (const [said, wanted] of [
		["HAL", "IBM"],
		["\x02\x03\x0c\n", "\x03\x04\r\x0b"],
	]) {
		const program = new Opened(line.where);
		program.write(said);
		await until(() => program.heard() === wanted);
		program.close();
		await until(() => line.notices.at(-1) === "a program has closed the serial line");
		line.notices.length = 0;
	}
	await line.end();
	t.pass();
});

ptyTest("what a program does not read in time is not lost below a megabyte", async (t) => {
	const line = await liveLine(t, "pty");
	const program = new Opened(line.where);
	const text = "abcdefghi\n".repeat(3000);
	let rest = text;
	await until(() => {
		rest = rest.slice(program.write(rest));
		return rest === "";
	});
	await until(() => program.heard().length === text.length);
	t.is(program.text, "bcdefghij\x0b".repeat(3000));
	program.close();
	await line.end();
});
