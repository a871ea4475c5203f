/**
 * Records a run: chip and world, with a writer on the boundary between them.
 *
 * An input is stamped with the tick of the instruction boundary at which it was given to the chip. A
 * checkpoint is taken as soon as the chip stands at or after its due tick, before any input of that tick,
 * and is stamped with the tick the chip stands at; replay does the same. Nothing that only observes
 * (checkpoints, flushes, slices) moves an input: a world that waits for the console is looked at on whole
 * milliseconds of guest time. While no world waits, and none hears of anything, nobody looks: a chip that idles is
 * then run in one go.
 */
import type { Chip, RunStop } from "../chip/chip.js";
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import type { ChipInput } from "../chip/inputs.js";
import { type ChipOutputs, NO_OUTPUTS } from "../chip/outputs.js";
import { NEVER, TICKS_PER_MS, TICKS_PER_SECOND } from "../chip/time.js";
import { isBeacon } from "../trace/beacon.js";
import type { Hash64 } from "../trace/hash64.js";
import type { OutputSink } from "../trace/output-recorder.js";
import type { TraceEnd } from "../trace/schema.js";
import type { Sink } from "../trace/sink.js";
import { TraceWriter } from "../trace/writer.js";
import type { ChipPort, World, WorldAction, WorldEnd } from "../world/world.js";
import { CheckpointSchedule, nextMultiple } from "./checkpoint-schedule.js";
import { Checkpointer } from "./checkpointer.js";
import type { OutputDigests } from "./digest.js";
import { SessionError } from "./errors.js";
import { fileDigests } from "./files/file-digests.js";
import { findFileSystem } from "./files/find-file-system.js";
import { chipConfig, type MachineSpec, traceHeader } from "./machine.js";

/** How often a waiting world is looked at. */
const LOOK_TICKS = TICKS_PER_MS;
/** Where outputs go that are recorded no more. */
const NOWHERE: OutputSink = { ...NO_OUTPUTS, bits() {} };
/**
 * How often what was recorded goes to the sink, behind a checkpoint, unless the writer has gathered enough or somebody asks
 * for it before. By guest time, so that the same run always gives the same bytes; seldom, since a chunk costs more than a
 * checkpoint, however little is in it.
 */
const FLUSH_TICKS = 60 * TICKS_PER_SECOND;

/**
 * Who stands between a recorder and its chip, to stop the run, and to use the chip between two calls of `run`: whatever
 * was done with it, it must then stand where it stood.
 */
export interface Companion {
	/** What the chip is to put out to, instead of to the recorder alone. */
	outputs(recorder: ChipOutputs): ChipOutputs;
	/** Gives the chip an input that was just recorded. */
	give(chip: Chip, input: ChipInput): void;
}

export interface RecorderOptions {
	readonly machine: MachineSpec;
	/** What surrounds the chip; at one tick they act in this order, and the first to end ends the run. */
	readonly worlds: readonly World[];
	readonly sink: Sink;
	readonly hash64: Hash64;
	readonly digests: OutputDigests;
	/** Sees every byte UART0 sends, at once. */
	readonly onConsole?: (byte: number) => void;
	readonly engine?: EngineChoice | undefined;
	readonly companion?: Companion | undefined;
}

export class Recorder {
	readonly chip: Chip;
	readonly #companion: Companion | undefined;
	readonly #writer: TraceWriter;
	/** Where the chip's outputs are recorded. */
	#outputs: OutputSink;
	readonly #worlds: readonly World[];
	readonly #hash64: Hash64;
	readonly #digests: OutputDigests;
	readonly #checkpointer: Checkpointer;
	readonly #port: ChipPort;
	readonly #schedule: CheckpointSchedule;
	/** Bytes of the firmware's image, in which there is no file system. */
	readonly #imageSize: number;
	#nextLook = 0;
	/** Tick at which a world heard of something while nobody looked. */
	#stirredAt = NEVER;
	#isLooking = true;
	/** Whether a world wants to act as soon as it hears of something. */
	#attentive = false;
	#nextFlush = FLUSH_TICKS;
	#stop: RunStop = "limit";
	#isStep = false;
	#hasStepped = false;
	/** How the trace was ended. */
	#finished: TraceEnd | undefined;

	/** Writes the header. Throws what the sink throws. */
	constructor(options: RecorderOptions) {
		const { machine, worlds, sink, hash64, digests } = options;
		this.#worlds = worlds;
		this.#hash64 = hash64;
		this.#digests = digests;
		this.#schedule = new CheckpointSchedule(machine.checkpointTicks, machine.maxCheckpointTicks);
		this.#imageSize = machine.firmware.bytes.length;
		this.#writer = new TraceWriter(sink, traceHeader(machine), hash64);
		this.#outputs = this.#writer.outputs;
		this.#companion = options.companion;
		const heard = this.#observe(options.onConsole);
		const outputs = this.#companion?.outputs(heard) ?? heard;
		this.chip = createChip(chipConfig(machine), outputs, options.engine);
		// Not before: a chip says something as soon as it has power.
		this.#attentive = worlds.some((world) => world.attentive);
		this.#checkpointer = new Checkpointer(this.chip, this.#writer, hash64);
		const { uarts } = this.chip.peripherals;
		this.#port = { baud: (line) => uarts[line].baud, frameTicks: (line) => uarts[line].frameTicks };
	}

	/**
	 * Runs to tick `until`, to what the chip is armed with, or to the world's end, which it returns. Throws what the sink
	 * throws.
	 */
	run(until: number): WorldEnd | undefined {
		this.#stop = "limit";
		for (;;) {
			this.#checkpointWhenDue();
			this.#actWhenDue();
			const end = this.#end();
			if (end || this.#hasStopped || this.chip.tick >= until) return end;
			this.#runTo(Math.min(until, this.#schedule.due, this.#nextAct()));
		}
	}

	/** As `run`, but by one step of the chip at most. */
	step(until: number): WorldEnd | undefined {
		this.#isStep = true;
		this.#hasStepped = false;
		try {
			return this.run(until);
		} finally {
			this.#isStep = false;
		}
	}

	/** Why the chip has stopped last. */
	get stop(): RunStop {
		return this.#stop;
	}

	/**
	 * Puts what was recorded so far where the death of this process cannot reach it; does nothing where the trace has ended,
	 * or its sink has failed.
	 */
	flush(): void {
		if (this.#writer.isOpen) this.#writer.flush(this.chip.tick);
	}

	/** Ends the trace where the chip stands, once. The run may go on; nothing of it is recorded any more. */
	finish(reason: string): TraceEnd {
		this.#finished ??= this.#finish(reason);
		this.#outputs = NOWHERE;
		return this.#finished;
	}

	/** Whether the chip stands at what it is armed with, or has made its one step. */
	get #hasStopped(): boolean {
		return this.#stop === "tripwire" || this.#stop === "changed" || (this.#isStep && this.#hasStepped);
	}

	#finish(reason: string): TraceEnd {
		const { chip } = this;
		const flash = chip.state.bytesOf("flash");
		const end = {
			tick: chip.tick,
			instructions: chip.instructions,
			whole: chip.hash(this.#hash64).whole,
			reason,
			digests: {
				...this.#digests.finish(flash),
				...fileDigests(findFileSystem(flash, this.#imageSize), this.#hash64),
			},
		};
		this.#writer.finish(end);
		return end;
	}

	/** Runs to `until`, or to the next look of those who want to look. */
	#runTo(until: number): void {
		this.#isLooking = this.#worlds.some((world) => world.next() === 0);
		if (this.#isLooking) {
			this.#runChip(Math.min(until, this.#nextLook));
			return;
		}
		this.#stirredAt = NEVER;
		this.#runChip(until);
		const { tick } = this.chip;
		const stirred = this.#stirredAt !== NEVER;
		// The look that would have come by now, or comes next.
		this.#nextLook = Math.ceil((stirred ? this.#stirredAt : tick) / LOOK_TICKS) * LOOK_TICKS;
		if (stirred && tick < this.#nextLook && !this.#attentive && !this.#hasStopped)
			this.#runChip(Math.min(until, this.#nextLook));
	}

	/** A world hears of something at `tick`: it is looked at as soon as if it had waited. */
	#stir(tick: number): void {
		if (this.#attentive) this.chip.pause();
		if (this.#isLooking || this.#stirredAt !== NEVER) return;
		this.#stirredAt = tick;
		this.chip.pause();
	}

	/** The chip puts out at `tick` what it does not when left alone: it stops when a checkpoint is due sooner for that. */
	#show(tick: number): void {
		if (this.#schedule.stir(tick)) this.chip.pause();
	}

	#runChip(until: number): void {
		this.#stop = this.#isStep ? this.chip.step(until) : this.chip.run(until);
		this.#hasStepped = true;
		if (this.#stop === "simcall") {
			throw new SessionError(
				"guest",
				"the guest called its host (SIMCALL), which a recorded machine has not got",
			);
		}
	}

	#checkpointWhenDue(): void {
		const { tick } = this.chip;
		if (tick < this.#schedule.due) return;
		this.#schedule.taken(tick);
		if (!this.#finished) this.#checkpointer.take();
		if (tick < this.#nextFlush) return;
		this.#nextFlush = nextMultiple(tick, FLUSH_TICKS);
		this.flush();
	}

	#actWhenDue(): void {
		const { tick } = this.chip;
		const looks = tick >= this.#nextLook;
		if (looks) this.#nextLook = nextMultiple(tick, LOOK_TICKS);
		for (const world of this.#worlds) {
			const next = world.next();
			if (next === undefined || next > tick || (next === 0 && !looks)) continue;
			for (const action of world.act(tick, this.#port)) this.#do(tick, action);
		}
	}

	/** When a world wants to act that does not wait for the next look. */
	#nextAct(): number {
		let least = NEVER;
		for (const world of this.#worlds) least = Math.min(least, world.next() || NEVER);
		return least;
	}

	#end(): WorldEnd | undefined {
		for (const { end } of this.#worlds) if (end) return end;
		return undefined;
	}

	#do(tick: number, action: WorldAction): void {
		if (action.kind !== "input") {
			if (!this.#finished) this.#writer.event(tick, action);
			return;
		}
		if (!this.#finished) this.#writer.input(tick, action.input);
		this.#schedule.stir(tick);
		if (this.#companion) this.#companion.give(this.chip, action.input);
		else this.chip.input(action.input);
	}

	#observe(onConsole?: (byte: number) => void): ChipOutputs {
		const recorder = this;
		const digests = this.#digests;
		const worlds = this.#worlds;
		const stir = (tick: number): void => this.#stir(tick);
		const show = (tick: number): void => this.#show(tick);
		const isOnAir = worlds.some(({ onFrame }) => onFrame);
		return {
			uart(tick, line, byte, baud) {
				show(tick);
				recorder.#outputs.uart(tick, line, byte, baud);
				if (line === 1) {
					for (const world of worlds) {
						if (!world.onUart1) continue;
						world.onUart1(byte, tick, baud);
						stir(tick);
					}
					return;
				}
				if (!recorder.#finished) digests.console(byte);
				for (const world of worlds) {
					world.onConsole(byte, tick, baud);
					stir(tick);
				}
				onConsole?.(byte);
			},
			pin(tick, pin, level) {
				show(tick);
				recorder.#outputs.pin(tick, pin, level);
				if (!recorder.#finished) digests.pin(tick, pin, level);
				for (const world of worlds) {
					if (!world.onPin) continue;
					world.onPin(tick, pin, level);
					stir(tick);
				}
			},
			bits(tick, pin, bits) {
				show(tick);
				recorder.#outputs.bits(tick, pin, bits);
				if (!recorder.#finished) digests.bits(tick, pin, bits);
				for (const world of worlds) {
					if (!world.onBits) continue;
					world.onBits(tick, pin, bits);
					stir(tick);
				}
			},
			frame: (tick, bytes, channel, rate) => {
				recorder.#outputs.frame(tick, bytes, channel, rate);
				if (!isBeacon(bytes)) show(tick);
				if (!isOnAir) return;
				for (const world of worlds) world.onFrame?.(tick, { bytes, channel, rate });
				this.chip.pause();
			},
			spi(tick, bytes) {
				show(tick);
				recorder.#outputs.spi(tick, bytes);
			},
			spiTransfer(tick, transfer) {
				for (const world of worlds) {
					if (!world.onSpi) continue;
					world.onSpi(tick, transfer);
					stir(tick);
				}
			},
			flash(tick, offset, length) {
				show(tick);
				recorder.#outputs.flash(tick, offset, length);
			},
			power(tick, event) {
				show(tick);
				recorder.#outputs.power(tick, event);
				for (const world of worlds) {
					if (!world.onPower) continue;
					world.onPower(tick, event);
					stir(tick);
				}
			},
		};
	}
}
