/** Has npm's esptool-js, as it is, write a firmware over the chip's UART; the whole run is recorded and replayed. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { ESPLoader, getStubJsonByChipName, Transport } from "esptool-js";
import { STRAPS_FLASH_BOOT, STRAPS_UART_DOWNLOAD } from "../../../src/chip/config.js";
import { TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { patchFlashSize } from "../../../src/firmware/flash-image.js";
import { readFirmware } from "../../../src/firmware/reference.js";
import { findRom } from "../../../src/firmware/rom.js";
import { runLive } from "../../../src/session/live.js";
import { makeMachine } from "../../../src/session/machine.js";
import { Recorder } from "../../../src/session/recorder.js";
import { withSerialHost } from "../../../src/session/serial-session.js";
import { MemorySink } from "../../../src/trace/sink.js";
import { SerialAdapter } from "../../../src/world/serial/serial-adapter.js";
import { WebSerialPort } from "../../../src/world/serial/web-serial-port.js";
import { mulberry32 } from "../../../tools/random.js";
import { hash64, makeDigests, replay } from "../../session/run.js";
import { GuestClock } from "./guest-clock.js";

/** Where our own guests are. */
export const GUESTS = join(process.cwd(), "tools/guests/bin");
/** What is on the board before. */
const BEFORE = readFirmware(join(GUESTS, "uart.bin"));
const ROM_BAUD = 115_200;
const BAUD = 921_600;
/** Lets RTS pull the reset pin down for a tenth of a second; esptool-js's own hard reset only lets go of it. */
const HARD_RESET = "D0|R1|W100|R0";
/** The boot ROM's banner takes less. */
const BOOT_MS = 100;
const PATIENCE = 120 * TICKS_PER_SECOND;

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

/** A guest of ours, and noise behind it that no packer makes smaller. */
export function ownImage(guest: string, size: number): Uint8Array {
	const image = new Uint8Array(size);
	const noise = mulberry32(1);
	for (let at = 0; at < size; at++) image[at] = noise();
	image.set(readFirmware(join(GUESTS, guest)).bytes);
	return image;
}

/** What a person with a board would do: flash it, reset it, and wait until its console says `until`. */
export interface Job {
	readonly image: Uint8Array;
	/** How the chip gets into download mode: by its straps at power-on, or by DTR and RTS. */
	readonly before: "no_reset" | "default_reset";
	/** Whether the whole chip is erased first, or only what is written. */
	readonly eraseAll: boolean;
	readonly until: string;
	/** The firmware's own console speed. */
	readonly consoleBaud: number;
}

/** Does it; what esptool said, and the console after the reset. */
async function work(port: WebSerialPort, job: Job): Promise<{ log: string; console: string }> {
	let log = "";
	const terminal = {
		clean() {},
		write: (text: string) => {
			log += text;
		},
		writeLine: (text: string) => {
			log += `${text}\n`;
		},
	};
	// The board was powered on before anybody opened the port: its banner, at another speed, is over.
	await new Promise((resolve) => setTimeout(resolve, BOOT_MS));
	const transport = new Transport(port);
	// It writes to the test's console whatever the option says.
	transport.trace = () => {};
	const loader = new ESPLoader({ transport, terminal, baudrate: BAUD, romBaudrate: ROM_BAUD });
	await loader.main(job.before);
	await loader.writeFlash({
		fileArray: [{ data: job.image, address: 0 }],
		flashMode: "keep",
		flashFreq: "keep",
		flashSize: "4MB",
		eraseAll: job.eraseAll,
		compress: true,
		calculateMD5Hash: md5,
	});
	await loader.after("custom_reset", undefined, HARD_RESET);
	await transport.disconnect();

	await port.open({ baudRate: job.consoleBaud });
	const reader = port.readable!.getReader();
	let console = "";
	while (!console.includes(job.until)) {
		const { value } = await reader.read();
		console += Buffer.from(value!).toString("latin1");
	}
	reader.releaseLock();
	await port.close();
	return { log, console };
}

/** Records the job and replays it; a test at a time, since it takes the process's clock over. */
export async function flashAndReplay(
	t: ExecutionContext,
	job: Job,
): Promise<{ log: string; console: string }> {
	// Loaded before time is the guest's: the file system knows nothing of that.
	await getStubJsonByChipName("ESP8266", 0);
	const machine = makeMachine({
		firmware: BEFORE,
		rom: findRom(),
		straps: job.before === "no_reset" ? STRAPS_UART_DOWNLOAD : STRAPS_FLASH_BOOT,
	});
	const adapter = new SerialAdapter();
	const port = new WebSerialPort(adapter);
	const sink = new MemorySink();
	const recorder = new Recorder({ machine, worlds: [adapter], sink, hash64, digests: makeDigests() });
	const clock = new GuestClock(t);
	const { sliceMs } = withSerialHost(adapter);
	const stop = new AbortController();
	const session = runLive(recorder, {
		realtime: false,
		sliceMs,
		until: PATIENCE,
		stop: stop.signal,
		onSlice: (tick) => {
			clock.advance(tick);
			adapter.pump();
		},
	});
	const worked = work(port, job).finally(() => stop.abort());
	const end = await session;
	adapter.unplug();
	const result = await worked;
	recorder.finish(end.reason);
	const flash = recorder.chip.state.bytesOf("flash");
	const image = patchFlashSize(job.image, flash.length);
	t.is(Buffer.compare(flash.subarray(0, image.length), image), 0, "the flash holds the image");

	const replayed = replay(sink.bytes(), machine);
	t.true(replayed.reproduced);
	t.is(replayed.tick, recorder.chip.tick);
	t.true(replayed.inputs > job.image.length / 2, `${replayed.inputs}`);
	return result;
}
