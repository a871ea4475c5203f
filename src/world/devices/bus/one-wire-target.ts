/**
 * The far end of a 1-Wire bus: reset and presence, slots, and the ROM commands by which a controller finds and names one
 * of many devices. A state machine over edges and time; bits go least significant first.
 * Times and commands: DS18B20 datasheet, "1-Wire signaling" and "ROM commands".
 */
import { TICKS_PER_US } from "../../../chip/time.js";
import type { Agenda } from "../../agenda.js";
import type { Terminal } from "../terminal.js";

/** What a device does once it has been named. */
export interface OneWireTarget {
	/** A byte of the function command, its first or a later one; true when the controller reads from now on. */
	command(byte: number): boolean;
	/** The next bit for the controller, while it reads. */
	bit(): 0 | 1;
	/** The controller has begun anew. */
	reset(): void;
}

/** A low this long is a reset; the datasheet asks for 480 us. */
const RESET_US = 400;
/** When the device looks at a slot in which the controller may write. */
const SAMPLE_US = 30;
/** How long a 0 is held when it is read: 15 us at least. */
const HOLD_US = 30;
const PRESENCE_WAIT_US = 30;
const PRESENCE_US = 120;

const SEARCH_ROM = 0xf0;
const READ_ROM = 0x33;
const MATCH_ROM = 0x55;
const SKIP_ROM = 0xcc;
const ALARM_SEARCH = 0xec;
const ROM_BITS = 64;

type Phase = "asleep" | "rom-command" | "read-rom" | "match" | "search" | "function";

export class OneWirePort {
	readonly #rom: Uint8Array;
	readonly #target: OneWireTarget;
	readonly #line: Terminal;
	readonly #hasAlarm: () => boolean;
	#phase: Phase = "asleep";
	#fellAt = 0;
	/** Bits of the byte under way. */
	#byte = 0;
	#bits = 0;
	/** Bit of the ROM code under way, and which of the three slots of a search it is in. */
	#romBit = 0;
	#searchSlot = 0;
	/** Whether the function under way is one that is read. */
	#sending = false;
	readonly #sample;
	readonly #letGo;
	readonly #presence;

	/** `rom` is the 64-bit code, family first, CRC last. */
	constructor(
		agenda: Pick<Agenda, "now" | "at" | "timer">,
		line: Terminal,
		rom: Uint8Array,
		target: OneWireTarget,
		hasAlarm: () => boolean = () => false,
	) {
		this.#rom = rom;
		this.#target = target;
		this.#line = line;
		this.#hasAlarm = hasAlarm;
		this.#sample = agenda.timer(() => this.#take(line.level));
		this.#letGo = agenda.timer(() => line.drive("z"));
		this.#presence = agenda.timer(() => this.#holdLow(PRESENCE_US));
		line.onEdge((level, tick) => (level === 0 ? this.#fall(tick) : this.#rise(tick)));
	}

	#fall(tick: number): void {
		// Presence pulses, this device's and others', are no slots.
		if (this.#letGo.isSet || this.#presence.isSet) return;
		this.#fellAt = tick;
		if (this.#phase === "asleep") return;
		const bit = this.#bitToSend();
		if (bit === undefined) this.#sample.after(SAMPLE_US * TICKS_PER_US);
		else if (bit === 0) this.#holdLow(HOLD_US);
	}

	#rise(tick: number): void {
		if (tick - this.#fellAt < RESET_US * TICKS_PER_US) return;
		this.#sample.cancel();
		this.#phase = "rom-command";
		this.#byte = 0;
		this.#bits = 0;
		this.#romBit = 0;
		this.#searchSlot = 0;
		this.#target.reset();
		this.#fellAt = tick;
		this.#presence.after(PRESENCE_WAIT_US * TICKS_PER_US);
	}

	#holdLow(us: number): void {
		this.#letGo.after(us * TICKS_PER_US);
		this.#line.drive(0);
	}

	/** What this slot is answered with; undefined in a slot in which the controller writes. */
	#bitToSend(): 0 | 1 | undefined {
		switch (this.#phase) {
			case "read-rom":
				return this.#nextRomBit();
			case "search": {
				if (this.#searchSlot === 2) return undefined;
				const bit = this.#romBitAt(this.#romBit);
				return this.#searchSlot++ === 0 ? bit : ((1 - bit) as 0 | 1);
			}
			case "function":
				return this.#sending ? this.#target.bit() : undefined;
			default:
				return undefined;
		}
	}

	#nextRomBit(): 0 | 1 {
		const bit = this.#romBitAt(this.#romBit++);
		if (this.#romBit === ROM_BITS) this.#enterFunction();
		return bit;
	}

	#romBitAt(index: number): 0 | 1 {
		return ((this.#rom[index >> 3] >>> (index & 7)) & 1) as 0 | 1;
	}

	/** A bit that the controller wrote. */
	#take(bit: 0 | 1): void {
		if (this.#phase === "match" || this.#phase === "search") {
			this.#compare(bit);
			return;
		}
		this.#byte |= bit << this.#bits;
		if (++this.#bits < 8) return;
		const byte = this.#byte;
		this.#byte = 0;
		this.#bits = 0;
		if (this.#phase === "rom-command") this.#romCommand(byte);
		else if (this.#phase === "function") this.#sending = this.#target.command(byte);
	}

	#compare(bit: 0 | 1): void {
		this.#searchSlot = 0;
		if (bit !== this.#romBitAt(this.#romBit)) {
			this.#phase = "asleep";
			return;
		}
		if (++this.#romBit < ROM_BITS) return;
		if (this.#phase === "match") this.#enterFunction();
		else this.#phase = "asleep";
	}

	#romCommand(byte: number): void {
		switch (byte) {
			case SEARCH_ROM:
				this.#phase = "search";
				break;
			case ALARM_SEARCH:
				this.#phase = this.#hasAlarm() ? "search" : "asleep";
				break;
			case READ_ROM:
				this.#phase = "read-rom";
				break;
			case MATCH_ROM:
				this.#phase = "match";
				break;
			case SKIP_ROM:
				this.#enterFunction();
				break;
			default:
				this.#phase = "asleep";
		}
	}

	#enterFunction(): void {
		this.#phase = "function";
		this.#sending = false;
	}
}

/** The CRC of ROM codes and scratchpads: x^8 + x^5 + x^4 + 1, least significant bit first. */
export function crc8(bytes: Uint8Array): number {
	let crc = 0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8c : crc >>> 1;
	}
	return crc;
}
