/** Information elements as a list: identifier, length, body. Source: IEEE 802.11-2016, 9.4.2. */
import { type ByteReader, type ByteWriter, FrameError } from "./bytes.js";

export const ElementId = {
	SSID: 0,
	SUPPORTED_RATES: 1,
	DS_PARAMETERS: 3,
	TIM: 5,
	COUNTRY: 7,
	CHANNEL_SWITCH: 37,
	ERP: 42,
	HT_CAPABILITIES: 45,
	RSN: 48,
	EXTENDED_RATES: 50,
	VENDOR: 221,
} as const;

export interface Element {
	/** 0 to 255. */
	readonly id: number;
	/** At most 255 bytes. */
	readonly body: Uint8Array;
}

/** Reads elements to the end of the frame. Throws FrameError. */
export function readElements(reader: ByteReader): Element[] {
	const elements: Element[] = [];
	while (reader.left > 0) {
		const id = reader.u8("an element");
		const length = reader.u8(`element ${id}`);
		elements.push({ id, body: reader.bytes(length, `element ${id}`) });
	}
	return elements;
}

export function writeElements(writer: ByteWriter, elements: readonly Element[]): void {
	for (const { id, body } of elements) {
		if (body.length > 255) throw new FrameError(`element ${id} of ${body.length} bytes`);
		writer.u8(id).u8(body.length).bytes(body);
	}
}

/** The body of the first element of that kind. */
export function findElement(elements: readonly Element[], id: number): Uint8Array | undefined {
	return elements.find((element) => element.id === id)?.body;
}

/** An element as it stands in a frame. */
export function elementBytes({ id, body }: Element): Uint8Array {
	return Uint8Array.of(id, body.length, ...body);
}
