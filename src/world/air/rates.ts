/** The MAC's rate codes by name, and which of them a network of a mode uses. */
import { rateHalfMbps } from "../../chip/peripherals/wdev-rates.js";
import type { Rate } from "./dot11/network-elements.js";

/** Megabits a second: DSSS and CCK, long preamble. */
export const DSSS = { M1: 0, M2: 1, M5_5: 2, M11: 3 } as const;
/** Megabits a second. */
export const OFDM = { M6: 11, M9: 15, M12: 10, M18: 14, M24: 9, M36: 13, M48: 8, M54: 12 } as const;

const B_CODES: readonly number[] = Object.values(DSSS);
const G_CODES: readonly number[] = Object.values(OFDM);
const G_BASIC: readonly number[] = [OFDM.M6, OFDM.M12, OFDM.M24];

const CODE_OF = new Map([...B_CODES, ...G_CODES].map((code) => [rateHalfMbps(code), code]));

/** Rate code of a bit rate in units of 500 kb/s; undefined when 802.11b/g has none. */
export function rateCode(halfMbps: number): number | undefined {
	return CODE_OF.get(halfMbps);
}

/** What a network of this mode offers, slowest first within 802.11b and within 802.11g. */
export function networkRates(mode: "b" | "g" | "bg"): Rate[] {
	const b = mode === "g" ? [] : B_CODES.map((code) => ({ halfMbps: rateHalfMbps(code), basic: true }));
	if (mode === "b") return b;
	const isBasic = (code: number): boolean => mode === "g" && G_BASIC.includes(code);
	return [...b, ...G_CODES.map((code) => ({ halfMbps: rateHalfMbps(code), basic: isBasic(code) }))];
}

/** The slowest basic rate's code, for what everybody must hear. */
export function slowestCode(rates: readonly Rate[]): number {
	const basic = rates.filter((rate) => rate.basic);
	return rateCode(Math.min(...basic.map((rate) => rate.halfMbps))) ?? DSSS.M1;
}
