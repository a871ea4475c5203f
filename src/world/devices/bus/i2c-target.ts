/**
 * The far end of an I2C bus, bit by bit: START and STOP, the address, bytes both ways, acknowledges. A pure state
 * machine: the lines' levels go in, what it does to SDA comes out. It never stretches the clock.
 * Source: NXP UM10204, I2C-bus specification.
 */
import type { Settings } from "../settings.js";
import type { Terminal } from "../terminal.js";

/** What a device does with the bytes that are meant for it. */
export interface I2cTarget {
	/** A START with this device's address; `reads` is the controller's direction. False refuses it (no acknowledge). */
	begin?(reads: boolean): boolean;
	/** A byte from the controller; false refuses it (no acknowledge). */
	write(byte: number): boolean;
	/** The next byte for the controller. */
	read(): number;
	/** A STOP, or a START for somebody else. */
	end?(): void;
}

const ADDRESS_BITS = 8;

const enum Phase {
	/** No transfer of ours is under way. */
	Idle,
	Address,
	Receive,
	/** The ninth clock: this end acknowledges. */
	Acknowledge,
	Send,
	/** The ninth clock: the controller acknowledges. */
	Listen,
}

export class I2cPort {
	readonly #address: number;
	readonly #target: I2cTarget;
	readonly #driveSda: (level: 0 | "z") => void;
	#phase = Phase.Idle;
	#scl: 0 | 1 = 1;
	#sda: 0 | 1 = 1;
	/** Bits of the byte under way. */
	#byte = 0;
	#bits = 0;
	#reads = false;
	#selected = false;
	/** Whether the controller has acknowledged the byte that was sent last. */
	#wanted = false;

	/** `address` has 7 bits; `driveSda` is called when this end pulls SDA low or lets go of it. */
	constructor(address: number, target: I2cTarget, driveSda: (level: 0 | "z") => void) {
		this.#address = address;
		this.#target = target;
		this.#driveSda = driveSda;
	}

	/** SDA's level has changed. */
	sda(level: 0 | 1): void {
		this.#sda = level;
		if (this.#scl === 0) return;
		if (level === 0) this.#start();
		else this.#stop();
	}

	/** SCL's level has changed. */
	scl(level: 0 | 1): void {
		this.#scl = level;
		if (level === 1) this.#rise();
		else this.#fall();
	}

	#start(): void {
		this.#release();
		this.#phase = Phase.Address;
		this.#byte = 0;
		this.#bits = 0;
	}

	#stop(): void {
		this.#release();
		this.#phase = Phase.Idle;
		this.#leave();
	}

	#leave(): void {
		if (this.#selected) this.#target.end?.();
		this.#selected = false;
	}

	/** A bit is valid. */
	#rise(): void {
		switch (this.#phase) {
			case Phase.Address:
			case Phase.Receive:
				this.#byte = ((this.#byte << 1) | this.#sda) & 0xff;
				this.#bits++;
				break;
			case Phase.Listen:
				this.#wanted = this.#sda === 0;
				break;
		}
	}

	/** The next bit may be put on SDA. */
	#fall(): void {
		switch (this.#phase) {
			case Phase.Address:
				if (this.#bits === ADDRESS_BITS) this.#addressed();
				break;
			case Phase.Receive:
				if (this.#bits === 8) this.#acknowledge(this.#target.write(this.#byte));
				break;
			case Phase.Acknowledge:
				if (this.#reads) this.#nextByte();
				else this.#receive();
				break;
			case Phase.Send:
				this.#sendBit();
				break;
			case Phase.Listen:
				if (this.#wanted) this.#nextByte();
				else this.#phase = Phase.Idle;
				break;
		}
	}

	#addressed(): void {
		if (this.#byte >>> 1 !== this.#address) {
			this.#leave();
			this.#phase = Phase.Idle;
			return;
		}
		this.#reads = (this.#byte & 1) === 1;
		this.#selected = this.#target.begin?.(this.#reads) ?? true;
		this.#acknowledge(this.#selected);
	}

	#acknowledge(accepts: boolean): void {
		this.#phase = accepts ? Phase.Acknowledge : Phase.Idle;
		if (accepts) this.#driveSda(0);
	}

	#receive(): void {
		this.#release();
		this.#phase = Phase.Receive;
		this.#byte = 0;
		this.#bits = 0;
	}

	#nextByte(): void {
		this.#byte = this.#target.read() & 0xff;
		this.#bits = 0;
		this.#phase = Phase.Send;
		this.#sendBit();
	}

	#sendBit(): void {
		if (this.#bits === 8) {
			this.#release();
			this.#phase = Phase.Listen;
			return;
		}
		const bit = (this.#byte >>> (7 - this.#bits++)) & 1;
		this.#driveSda(bit ? "z" : 0);
	}

	#release(): void {
		this.#driveSda("z");
	}
}

/** Puts a target on the bus of the pins `scl` and `sda`, with pull-ups as modules carry them unless `pull_up` says no. */
export function connectI2c(
	surface: { pin(name: string): Terminal },
	settings: Settings,
	address: number,
	target: I2cTarget,
): void {
	const scl = surface.pin("scl");
	const sda = surface.pin("sda");
	if (settings.flag("pull_up") ?? true) {
		scl.pull(1);
		sda.pull(1);
	}
	const port = new I2cPort(address, target, (level) => sda.drive(level));
	scl.onEdge((level) => port.scl(level));
	sda.onEdge((level) => port.sda(level));
}

/** The `address` setting, 7 bits. */
export function i2cAddress(settings: Settings, standard: number): number {
	return settings.integer("address", 0x08, 0x77) ?? standard;
}
