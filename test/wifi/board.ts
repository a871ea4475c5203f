/** A board with real firmware on a virtual air, used from asynchronous code as a person at the prompt would. */
import type { ExecutionContext } from "ava";
import { loadDigests } from "../../src/session/digest.js";
import { runLive } from "../../src/session/live.js";
import { makeMachine } from "../../src/session/machine.js";
import { Recorder } from "../../src/session/recorder.js";
import { type ReplayResult, replayTrace } from "../../src/session/replayer.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { MemorySink } from "../../src/trace/sink.js";
import { MemorySource } from "../../src/trace/source.js";
import { LiveTerminal } from "../../src/world/serial/live-terminal.js";
import { NO_SURROUNDINGS, type SurroundingsSpec } from "../../src/world/surroundings/spec.js";
import { Surroundings } from "../../src/world/surroundings/surroundings.js";
import type { Images } from "../images.js";

const hash64 = await loadHash64();
const makeDigests = await loadDigests();

const SECOND = 160_000_000;
/** Guest time that anything may take. */
const PATIENCE = 120 * SECOND;

/** Releases that are tried: the oldest and the newest; all four with REPLAY_ALL_RELEASES=1. */
export const RELEASES =
	process.env.REPLAY_ALL_RELEASES === "1"
		? (["v1.14", "v1.18", "v1.23.0", "v1.26.0"] as const)
		: (["v1.14", "v1.26.0"] as const);

/** A network that every test joins. */
export const HOME: SurroundingsSpec = {
	...NO_SURROUNDINGS,
	accessPoints: [{ ssid: "home", bssid: "02:00:00:00:00:01", channel: 6, rssi: -48 }],
};

export class Board {
	readonly surroundings: Surroundings;
	readonly #images: Images;
	readonly #terminal = new LiveTerminal();
	readonly #sink = new MemorySink();
	readonly #recorder: Recorder;
	readonly #stop = new AbortController();
	#console = "";
	/** Where the last text that was waited for ended. */
	#at = 0;
	#running: Promise<unknown> | undefined;

	/** The run ends with the test, however that ends. */
	constructor(t: ExecutionContext, images: Images, spec: SurroundingsSpec = HOME) {
		t.teardown(() => this.#end());
		this.#images = images;
		this.surroundings = new Surroundings(spec, 1n);
		this.#recorder = new Recorder({
			machine: makeMachine(images),
			worlds: [this.#terminal, ...this.surroundings.worlds],
			sink: this.#sink,
			hash64,
			digests: makeDigests(),
			onConsole: (byte) => {
				this.#console += String.fromCharCode(byte);
			},
		});
	}

	/** Everything the console has said. */
	get console(): string {
		return this.#console;
	}

	/** Guest seconds. */
	get seconds(): number {
		return this.#recorder.chip.tick / SECOND;
	}

	/** Powers the board and waits for the prompt; then it runs beside the caller. */
	async start(): Promise<void> {
		await this.surroundings.open();
		this.#running = runLive(this.#recorder, { realtime: false, stop: this.#stop.signal });
		await this.until(">>> ");
	}

	/** Types a line, waits for its echo, then for the prompt unless told what else; what came between. */
	async line(text: string, until = ">>> "): Promise<string> {
		this.#at = this.#console.length;
		this.#terminal.type(Buffer.from(`${text}\r`));
		// What is awaited may stand in the line itself.
		if (/^[\x20-\x7e]*$/.test(text)) await this.until(`${text}\r\n`);
		return this.until(until);
	}

	/** Pastes a block. */
	async paste(text: string): Promise<void> {
		await this.line("\x05", "=== ");
		for (const line of text.split("\n")) await this.line(line, "=== ");
		await this.line("\x04");
	}

	/** Waits for a text on the console; what came up to its end. Throws when guest time runs out. */
	async until(text: string, patience = PATIENCE): Promise<string> {
		const deadline = this.#recorder.chip.tick + patience;
		for (;;) {
			const found = this.#console.indexOf(text, this.#at);
			if (found >= 0) {
				const said = this.#console.slice(this.#at, found + text.length);
				this.#at = found + text.length;
				return said;
			}
			if (this.#recorder.chip.tick > deadline) {
				throw new Error(`did not see ${JSON.stringify(text)}; the console said ${this.#console.slice(-500)}`);
			}
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** Joins the network "home". */
	async join(): Promise<void> {
		await this.line(
			"import network, time, socket; network.WLAN(1).active(False); w = network.WLAN(0); w.active(True); w.connect('home')",
		);
		await this.paste("while not w.isconnected(): time.sleep_ms(20)");
		await this.line("ai = lambda n, p: socket.getaddrinfo(n, p)[0][-1]");
	}

	/** Ends the run and replays it. */
	async finish(): Promise<ReplayResult & { readonly trace: Uint8Array }> {
		await this.#end();
		this.#recorder.finish("test");
		const trace = this.#sink.bytes();
		const result = replayTrace(new TraceReader(new MemorySource(trace), hash64), {
			...this.#images,
			hash64,
			digests: makeDigests(),
		});
		return { ...result, trace };
	}

	async #end(): Promise<void> {
		this.#stop.abort();
		await this.#running;
		await this.surroundings.close();
	}
}
