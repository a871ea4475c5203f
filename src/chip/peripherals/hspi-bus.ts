/**
 * The pins of HSPI: what the chip shifts out goes to the outputs, what it shifts in comes from bytes that the
 * outside has given by the end of the transfer, ahead of it or in answer to its beginning; with none waiting, MISO is
 * high.
 */
import type { Soc } from "../soc.js";
import { bytes, component, u32 } from "../state/fields.js";
import type { SpiFarEnd, SpiTransfer } from "./spi.js";

const QUEUE_SIZE = 4096;

export const hspiBusComponent = component("hspibus", {
	head: u32(),
	count: u32(),
	queue: bytes(QUEUE_SIZE),
});

export class HspiBus implements SpiFarEnd {
	readonly #soc: Soc;
	readonly #s;

	constructor(soc: Soc) {
		this.#soc = soc;
		this.#s = soc.state.view(hspiBusComponent);
	}

	/** Bytes for the coming transfers; what does not fit the queue of 4096 is lost. */
	supply(data: Uint8Array): void {
		const s = this.#s;
		for (const byte of data.subarray(0, QUEUE_SIZE - s.count)) {
			s.queue[(s.head + s.count) % QUEUE_SIZE] = byte;
			s.count++;
		}
	}

	begin({ command, commandBits, address, addressBits, mosi, misoLength, duplex }: SpiTransfer): undefined {
		const head = [...commandBytes(command, commandBits), ...addressBytes(address, addressBits)];
		const sent = Uint8Array.from([...head, ...mosi]);
		const { outputs } = this.#soc;
		if (sent.length > 0) outputs.spi(this.#soc.now(), sent);
		const misoFrom = duplex ? head.length : sent.length;
		outputs.spiTransfer?.(this.#soc.now(), { mosi: sent, misoFrom, misoLength });
	}

	end(misoLength: number): Uint8Array {
		return Uint8Array.from({ length: misoLength }, () => this.#next());
	}

	#next(): number {
		const s = this.#s;
		if (s.count === 0) return 0xff;
		const byte = s.queue[s.head];
		s.head = (s.head + 1) % QUEUE_SIZE;
		s.count--;
		return byte;
	}
}

/** A command goes out low byte first. */
function commandBytes(command: number, bits: number): number[] {
	return Array.from({ length: Math.ceil(bits / 8) }, (_, i) => (command >>> (8 * i)) & 0xff);
}

/** An address goes out high byte first. */
function addressBytes(address: number, bits: number): number[] {
	const length = Math.ceil(bits / 8);
	return Array.from({ length }, (_, i) => (address >>> (8 * (length - 1 - i))) & 0xff);
}
