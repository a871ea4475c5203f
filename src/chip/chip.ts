/**
 * The chip: wires core, memories and blocks, and runs them in time.
 *
 * A pure function of flash, ROM, config and inputs. The run loop lets the CPU run to the next deadline, delivers
 * what is due, and repeats; stopping between two instructions and going on changes nothing.
 */
import { ClockTree } from "./clock-tree.js";
import { chipComponents } from "./components.js";
import { type ChipConfig, FLASH_SIZES } from "./config.js";
import type { ChipInput } from "./inputs.js";
import { Interrupts } from "./interrupts.js";
import { Bus } from "./memory/bus.js";
import { ROM_SIZE } from "./memory/memories.js";
import type { Mmio } from "./memory/mmio.js";
import { type ChipOutputs, NO_OUTPUTS } from "./outputs.js";
import { Peripherals } from "./peripherals/peripherals.js";
import { powerComponent, RESET_EVENTS, RESET_KINDS } from "./power.js";
import { Scheduler } from "./scheduler.js";
import type { Block, ResetKind, Soc } from "./soc.js";
import { ChipState, type Snapshot, type StateHash } from "./state/chip-state.js";
import type { Hash64 } from "./state/hash64.js";
import { codeArrays, SCRATCH_SIZE } from "./translate/scratch.js";
import type { Shelf } from "./translate/shelf.js";
import { CodeCache } from "./xtensa/code-cache.js";
import { Cpu, type Engine } from "./xtensa/cpu.js";
import { cpuComponent } from "./xtensa/cpu-state.js";
import type { Tripwires } from "./xtensa/tripwires.js";

/** Cycles of the longest slice: keeps cycle counts well inside 31 bits. */
const MAX_SLICE = 1 << 28;

const SLEEP_CODES = { none: 0, light: 1, deep: 2 } as const;

/**
 * Why `run` came back; "paused" by a call of `pause` from an output, "tripwire" before what trips one, "changed" when
 * hardware has changed memory that is watched for stores, perhaps some instructions ago.
 */
export type RunStop = "limit" | "simcall" | "paused" | "tripwire" | "changed";

export class Chip implements Soc {
	readonly state: ChipState;
	readonly outputs: ChipOutputs;
	readonly clocks: ClockTree;
	readonly interrupts: Interrupts;
	readonly cpu: Cpu;
	readonly bus: Bus;
	readonly peripherals: Peripherals;
	readonly #scheduler = new Scheduler();
	readonly #power;
	readonly #core;
	#pauseRequested = false;
	#wires: Tripwires | undefined;

	/**
	 * `shelf` holds translations that chips share. Throws RangeError for a flash or ROM of a size that does not exist.
	 */
	constructor(
		config: ChipConfig,
		outputs: ChipOutputs = NO_OUTPUTS,
		engine: Engine = "interp",
		shelf?: Shelf,
	) {
		if (!FLASH_SIZES.includes(config.flash.length)) {
			throw new RangeError(
				`flash of ${config.flash.length} bytes: must be a power of two from 512 KB to 16 MB`,
			);
		}
		if (config.rom.length !== ROM_SIZE) {
			throw new RangeError(`boot ROM of ${config.rom.length} bytes: must be ${ROM_SIZE}`);
		}
		this.outputs = outputs;
		const scratch = engine === "wasm" ? SCRATCH_SIZE : 0;
		this.state = new ChipState(chipComponents(config.flash.length), scratch);
		this.state.bytesOf("rom").set(config.rom);
		const flash = this.state.bytesOf("flash");
		if (config.flash instanceof Uint8Array) flash.set(config.flash);
		else config.flash.fill(flash);
		this.#power = this.state.view(powerComponent);
		this.#core = this.state.view(cpuComponent);
		this.clocks = new ClockTree(this.state);
		let peripherals: Peripherals | undefined;
		const mmio: Mmio = {
			read: (address) => peripherals!.registers.read(address),
			write: (address, value) => peripherals!.registers.write(address, value),
			steadyUntil: (address) => peripherals!.registers.steadyUntil(address),
		};
		const code = engine === "wasm" ? new CodeCache(codeArrays(this.state)) : undefined;
		this.bus = new Bus(this.state, mmio, code);
		this.cpu = new Cpu(this.state, this.bus, engine, { clocks: this.clocks, shelf });
		this.interrupts = new Interrupts(this.state, this.cpu);
		peripherals = new Peripherals(this, {
			reset: (kind) => this.#requestReset(kind),
			flashChanged: (offset, length) => this.bus.invalidateFlash(offset, length),
			cacheChanged: () => this.#mapFlash(),
			wakeWire: config.wakeWire ?? true,
		});
		this.peripherals = peripherals;
		this.peripherals.configure(config);
		this.state.onRestore(() => {
			this.#mapFlash();
			this.#scheduler.updateAll();
		});
		this.#reset("power-on", true);
	}

	/** Ticks since power-on of the model, at an instruction boundary. */
	get tick(): number {
		return this.clocks.sliceTick;
	}

	/** Instructions executed since power-on of the model. */
	get instructions(): number {
		return this.cpu.instructions;
	}

	now(): number {
		return this.clocks.tickAfter(this.cpu.consumedCycles);
	}

	schedule(block: Block): number {
		return this.#scheduler.add(block);
	}

	reschedule(block: Block): void {
		if (!this.#scheduler.update(block.slot)) return;
		// Between slices a debugger compares memory that hardware may have changed.
		if (this.#wires) this.cpu.requestStop();
		else this.#endSliceAt(this.#scheduler.next());
	}

	/** The running slice, if there is one, ends at tick `end`, or where it is when that has passed. */
	#endSliceAt(end: number): void {
		this.#scheduler.beginSlice(end);
		this.cpu.shorten(this.clocks.cyclesUntil(end));
	}

	requestStop(): void {
		this.cpu.requestStop();
	}

	/** Whether the core sleeps or waits, so that nothing is executed. */
	get isIdle(): boolean {
		return this.#power.asleep !== 0 || this.cpu.waiting;
	}

	/** Runs to the first instruction boundary at or after tick `until`, or to one where it is paused. */
	run(until: number): RunStop {
		this.#pauseRequested = false;
		const wires = this.#wires;
		wires?.look(this.bus);
		while (this.clocks.sliceTick < until) {
			if (this.#power.asleep) this.#sleepUntil(until);
			else if (this.#runSlice(until)) return "simcall";
			this.#settle();
			if (wires) {
				if (this.cpu.takeTrip()) return wires.hasChanged(this.bus) ? "changed" : "tripwire";
				if (wires.hasChanged(this.bus)) return "changed";
			}
			if (this.#pauseRequested) return "paused";
		}
		return "limit";
	}

	/**
	 * Executes one instruction, or enters an interrupt, whatever wires that trips. While the core sleeps or waits, time
	 * moves on instead: to the next deadline, or to `until`. "changed" when hardware has then changed watched memory.
	 */
	step(until: number): RunStop {
		if (this.clocks.sliceTick >= until) return "limit";
		let isSimcall = false;
		if (this.#power.asleep) this.#sleepUntil(until);
		else {
			const end = Math.min(this.#nextDeadline(), until);
			this.#scheduler.beginSlice(end);
			if (this.cpu.waiting) this.cpu.idle(Math.min(this.clocks.cyclesUntil(end), MAX_SLICE));
			else this.cpu.step();
			this.clocks.advance(this.cpu.endSlice());
			isSimcall = this.cpu.takeSimcall();
		}
		this.#wires?.look(this.bus);
		this.#settle();
		if (isSimcall) return "simcall";
		return this.#wires?.hasChanged(this.bus) ? "changed" : "limit";
	}

	/** Makes `run` stop before what trips a wire of `wires`; undefined lets it through again. Only between calls of `run`. */
	arm(wires: Tripwires | undefined): void {
		this.#wires = wires;
		this.cpu.arm(wires);
	}

	/** Called by an observer of the outputs: makes `run` come back at the next instruction boundary. */
	pause(): void {
		this.#pauseRequested = true;
		this.cpu.requestStop();
	}

	/** Delivers an input now: before the instruction that comes next. */
	input(input: ChipInput): void {
		if (input.kind === "power") {
			this.peripherals.gpio.setStraps(input.straps);
			this.#requestReset(input.event);
		} else {
			this.peripherals.input(input);
		}
		this.#settle();
	}

	/** Takes over what was written to memory or registers between calls of `run`, as behind an instruction that writes it. */
	settle(): void {
		this.#settle();
	}

	/** Copies the mutable state; only between calls of `run`. */
	snapshot(): Snapshot {
		return this.state.snapshot();
	}

	/** Puts back a snapshot of a chip with the same flash size. */
	restore(snapshot: Snapshot): void {
		const { litbase } = this.#core;
		this.state.restore(snapshot);
		// It decides how L32R is decoded.
		if (this.#core.litbase !== litbase) this.bus.code.dropAll();
	}

	/** Hashes the mutable state, by component and whole. */
	hash(hash64: Hash64): StateHash {
		return this.state.hash(hash64);
	}

	/** Runs the CPU to the next deadline or `until`; true when a SIMCALL wants the host. */
	#runSlice(until: number): boolean {
		const end = Math.min(this.#nextDeadline(), until);
		const cycles = Math.min(this.clocks.cyclesUntil(end), MAX_SLICE);
		this.#scheduler.beginSlice(end);
		if (this.cpu.waiting) this.cpu.idle(cycles);
		else this.cpu.run(cycles);
		this.clocks.advance(this.cpu.endSlice());
		return this.cpu.takeSimcall();
	}

	#nextDeadline(): number {
		const ccompare = this.clocks.tickAfter(this.cpu.cyclesUntilCcompare());
		return Math.min(this.#scheduler.next(), ccompare);
	}

	/** Between slices: delivers what is due, then takes over clock, sleep and reset requests. */
	#settle(): void {
		if (!this.#power.asleep) this.#scheduler.fireDue(this.clocks.sliceTick);
		this.#switchClocks();
		this.#followSleep();
		if (this.#power.pendingReset) this.#reset(RESET_KINDS[this.#power.pendingReset - 1]);
	}

	#switchClocks(): void {
		const { pll26, cpuDouble } = this.peripherals;
		if (!this.clocks.differs(pll26, cpuDouble)) return;
		for (const block of this.#scheduler.blocks) block.settle();
		this.clocks.configure(pll26, cpuDouble);
		for (const block of this.#scheduler.blocks) block.retimed();
		this.#scheduler.updateAll();
	}

	/** In a sleep only the RTC counts: time moves to its alarm, or to `until`. */
	#sleepUntil(until: number): void {
		const { rtc } = this.peripherals;
		const alarm = rtc.deadline();
		this.clocks.skipTo(Math.max(this.clocks.sliceTick, Math.min(alarm, until)));
		if (alarm <= this.clocks.sliceTick) rtc.fire();
	}

	/** Enters or leaves a sleep that the RTC block has begun or ended. */
	#followSleep(): void {
		const { rtc } = this.peripherals;
		const before = this.#power.asleep;
		const after = SLEEP_CODES[rtc.sleep];
		if (before === after) return;
		this.#power.asleep = after;
		if (after !== SLEEP_CODES.none) {
			this.#power.asleepSince = this.tick;
			for (const block of this.#scheduler.blocks) block.halted();
		}
		if (after === SLEEP_CODES.light) this.outputs.power(this.tick, "light-sleep");
		else if (after === SLEEP_CODES.deep) this.outputs.power(this.tick, "deep-sleep");
		else if (before === SLEEP_CODES.deep) this.#requestReset("deep-sleep-wake");
		else this.#wakeFromLightSleep();
	}

	#wakeFromLightSleep(): void {
		this.outputs.power(this.tick, "light-sleep-wake");
		const slept = this.tick - this.#power.asleepSince;
		for (const block of this.#scheduler.blocks) block.paused(slept);
		this.#scheduler.updateAll();
	}

	#requestReset(kind: ResetKind): void {
		this.#power.pendingReset = 1 + RESET_KINDS.indexOf(kind);
		this.cpu.requestStop();
	}

	/** With `isNew` nothing is in the memories yet, and nothing of them decoded. */
	#reset(kind: ResetKind, isNew = false): void {
		this.#power.pendingReset = 0;
		this.#power.asleep = 0;
		this.outputs.power(this.tick, RESET_EVENTS[kind]);
		if (kind === "power-on" || kind === "brown-out") this.state.bytesOf("rtcram").fill(0);
		if (kind !== "reset-pin" && kind !== "watchdog" && kind !== "software" && !isNew) {
			this.bus.clearRam();
		}
		this.cpu.reset();
		this.interrupts.reset();
		for (const block of this.#scheduler.blocks) block.reset(kind);
		this.#scheduler.updateAll();
		this.#switchClocks();
	}

	#mapFlash(): void {
		const { enabled, offset } = this.peripherals.flashWindow;
		this.bus.mapFlash(enabled, offset);
		this.bus.setCacheBanks(this.peripherals.cacheBanks);
	}
}
