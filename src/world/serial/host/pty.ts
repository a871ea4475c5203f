/**
 * A pseudoterminal as the board's serial device, for programs that open nothing but devices. It has no speed and no
 * lines: bytes pass at whatever speed the chip's UART is set to, and DTR and RTS lead nowhere.
 */
import { spawnSync } from "node:child_process";
import { closeSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { Outgoing } from "../outgoing.js";
import type { SerialAdapter, SerialHost } from "../serial-adapter.js";
import { SerialError } from "./errors.js";
import type { SerialNotice, SerialService } from "./service.js";

/** node-pty's binding, which prebuilt packages for each platform carry: openpty(3). */
interface PtyBinding {
	open(
		columns: number,
		rows: number,
	): { readonly master: number; readonly slave: number; readonly pty: string };
}

/** Wall time between two looks at the device, ms: bytes in it wait for that long. */
const LOOK_MS = 1;
/** Bytes that wait for a program which does not read; more are lost, as in a real adapter. */
const MAX_UNREAD = 1024 * 1024;
const CHUNK = 16 * 1024;

/** Opens a pseudoterminal in raw mode. Throws SerialError. */
export function openPty(adapter: SerialAdapter, notice: SerialNotice): SerialService {
	const { master, slave, pty } = loadBinding().open(80, 24);
	// Programs set the mode that they need; this is for those that open the device as a file.
	const raw = spawnSync("stty", ["raw", "-echo"], { stdio: [slave, "ignore", "ignore"] });
	// Nobody has the device open now, which can be seen from this side.
	closeSync(slave);
	if (raw.status !== 0) {
		closeSync(master);
		throw new SerialError("--serial pty: stty, which sets the device to raw mode, cannot be run");
	}
	const host = new PtyHost(adapter, master, notice);
	return { where: pty, close: async () => host.close() };
}

class PtyHost implements SerialHost {
	readonly #master: number;
	readonly #notice: SerialNotice;
	readonly #outgoing: Outgoing;
	readonly #buffer = Buffer.alloc(CHUNK);
	/** Whether a program has the device open. */
	#isOpen = false;
	#unread: Uint8Array[] = [];
	#unreadBytes = 0;
	#lookedAt = 0;

	constructor(adapter: SerialAdapter, master: number, notice: SerialNotice) {
		this.#master = master;
		this.#notice = notice;
		this.#outgoing = new Outgoing(adapter);
		adapter.host = this;
	}

	/** What comes while nobody has the device open is lost. */
	received(bytes: Uint8Array): void {
		if (!this.#isOpen || this.#unreadBytes > MAX_UNREAD) return;
		this.#unread.push(bytes);
		this.#unreadBytes += bytes.length;
	}

	turn(): void {
		this.#outgoing.flush();
		const now = performance.now();
		if (now - this.#lookedAt < LOOK_MS) return;
		this.#lookedAt = now;
		this.#read();
		this.#write();
	}

	close(): void {
		closeSync(this.#master);
	}

	#read(): void {
		while (!this.#outgoing.full) {
			const count = attempt(() => readSync(this.#master, this.#buffer));
			// Linux says EIO when nobody has the device open, macOS ends the file.
			this.#setOpen(count !== "EIO" && count !== 0);
			if (typeof count !== "number" || count === 0) return;
			this.#outgoing.write(Uint8Array.from(this.#buffer.subarray(0, count)));
		}
	}

	#write(): void {
		while (this.#unread.length > 0) {
			const [first] = this.#unread;
			const count = attempt(() => writeSync(this.#master, first));
			if (typeof count !== "number") return;
			this.#unreadBytes -= count;
			if (count < first.length) this.#unread[0] = first.subarray(count);
			else this.#unread.shift();
		}
	}

	#setOpen(isOpen: boolean): void {
		if (isOpen === this.#isOpen) return;
		this.#isOpen = isOpen;
		this.#unread = [];
		this.#unreadBytes = 0;
		this.#notice(`a program has ${isOpen ? "opened" : "closed"} the serial line`);
	}
}

/** What a call gives, or the code of the error that it throws. */
function attempt(call: () => number): number | string {
	try {
		return call();
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? "?";
	}
}

/** Why there are no pseudoterminals here; undefined where there are. */
export function ptyProblem(): string | undefined {
	try {
		loadBinding();
		return undefined;
	} catch (error) {
		return (error as SerialError).message;
	}
}

function loadBinding(): PtyBinding {
	const { platform, arch } = process;
	if (platform !== "linux" && platform !== "darwin") {
		throw new SerialError("--serial pty is for Linux and macOS; use --serial rfc2217:PORT or tcp:PORT");
	}
	try {
		return createRequire(import.meta.url)(`@lydell/node-pty-${platform}-${arch}/pty.node`);
	} catch (error) {
		const name = `@lydell/node-pty-${platform}-${arch}`;
		throw new SerialError(
			`--serial pty needs the optional package ${name}, which is not installed or does not load here; ` +
				"use --serial rfc2217:PORT or tcp:PORT",
			{ cause: error },
		);
	}
}
