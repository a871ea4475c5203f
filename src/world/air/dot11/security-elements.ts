/**
 * What a network asks for in security: RSN (WPA2) and the vendor element of WPA. Source: IEEE 802.11-2016, 9.4.2.25;
 * WPA's element has the same fields behind Microsoft's organisation code.
 */
import { ByteReader, ByteWriter, FrameError } from "./bytes.js";
import { type Element, ElementId } from "./elements.js";
import type { Cipher } from "./protection.js";

/** Cipher and key management suites by number; a number that is not known is kept. */
export interface SecurityElement {
	/** "rsn" or "wpa": which of the two elements. */
	readonly kind: "rsn" | "wpa";
	readonly group: Suite;
	readonly pairwise: readonly Suite[];
	readonly keyManagement: readonly Suite[];
	/** RSN capabilities; WPA has them too, but they are mostly left out. */
	readonly capabilities?: number;
}

/** The type of a suite within the element's own organisation code; others as eight hex digits. */
export type Suite = number | string;

export const CIPHER_SUITE: Readonly<Record<Cipher, number>> = { tkip: 2, ccmp: 4 };
export const PSK_SUITE = 2;

const RSN_OUI = [0x00, 0x0f, 0xac];
const WPA_OUI = [0x00, 0x50, 0xf2];
const WPA_TYPE = 1;
const VERSION = 1;

export function securityElement(security: SecurityElement): Element {
	const oui = security.kind === "rsn" ? RSN_OUI : WPA_OUI;
	const writer = new ByteWriter();
	const suite = (value: Suite): void => {
		writer.bytes(typeof value === "number" ? [...oui, value] : Buffer.from(value, "hex"));
	};
	const list = (suites: readonly Suite[]): void => {
		writer.u16(suites.length);
		for (const value of suites) suite(value);
	};
	if (security.kind === "wpa") writer.bytes([...WPA_OUI, WPA_TYPE]);
	writer.u16(VERSION);
	suite(security.group);
	list(security.pairwise);
	list(security.keyManagement);
	if (security.capabilities !== undefined) writer.u16(security.capabilities);
	return { id: security.kind === "rsn" ? ElementId.RSN : ElementId.VENDOR, body: writer.done() };
}

/** The RSN or WPA element among others. Undefined when there is none. Throws FrameError. */
export function readSecurity(
	elements: readonly Element[],
	kind: SecurityElement["kind"],
): SecurityElement | undefined {
	const element = findSecurity(elements, kind);
	return element && decodeSecurity(element);
}

/** The RSN or WPA element as it stands. */
export function findSecurity(
	elements: readonly Element[],
	kind: SecurityElement["kind"],
): Element | undefined {
	if (kind === "rsn") return elements.find(({ id }) => id === ElementId.RSN);
	return elements.find(isWpa);
}

/** Whether a vendor element is WPA's. */
function isWpa({ id, body }: Element): boolean {
	return id === ElementId.VENDOR && [...WPA_OUI, WPA_TYPE].every((byte, i) => body[i] === byte);
}

function decodeSecurity(element: Element): SecurityElement {
	const kind = element.id === ElementId.RSN ? "rsn" : "wpa";
	const oui = kind === "rsn" ? RSN_OUI : WPA_OUI;
	const what = `the ${kind.toUpperCase()} element`;
	const reader = new ByteReader(kind === "rsn" ? element.body : element.body.subarray(WPA_OUI.length + 1));
	const suite = (): Suite => {
		const bytes = reader.bytes(4, what);
		if (oui.every((byte, i) => bytes[i] === byte)) return bytes[3];
		return Buffer.from(bytes).toString("hex");
	};
	const list = (): Suite[] => Array.from({ length: boundedCount(reader, what) }, suite);
	const version = reader.u16(what);
	if (version !== VERSION) throw new FrameError(`version ${version} in ${what}`);
	// What is left out at the end has the strongest value.
	const cipher = kind === "rsn" ? CIPHER_SUITE.ccmp : CIPHER_SUITE.tkip;
	const group = reader.left > 0 ? suite() : cipher;
	const pairwise = reader.left > 0 ? list() : [cipher];
	const keyManagement = reader.left > 0 ? list() : [PSK_SUITE];
	const capabilities = reader.left > 0 ? { capabilities: reader.u16(what) } : {};
	return { kind, group, pairwise, keyManagement, ...capabilities };
}

/** Throws before a list is made that the bytes cannot fill. */
function boundedCount(reader: ByteReader, what: string): number {
	const count = reader.u16(what);
	if (4 * count > reader.left) throw new FrameError(`cut off in ${what}`);
	return count;
}
