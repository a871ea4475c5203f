/**
 * The calibration of the model BME280, and the raw readings that it turns into given values: the datasheet's formulas
 * (in floating point) are monotonic, so each is turned round by halving. Source: BST-BME280-DS002, 4.2 and 8.1.
 */

const T = [27504, 26435, -1000] as const;
const P = [36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000] as const;
const H = [75, 362, 0, 313, 50, 30] as const;

const RAW_BITS = 20;
const RAW_HUMIDITY_BITS = 16;

/** What the data registers hold of what is not measured. */
export const SKIPPED = { temperature: 0x80000, pressure: 0x80000, humidity: 0x8000 } as const;

/** The registers that hold it: address and byte. */
export const CALIBRATION: readonly (readonly [number, number])[] = [
	...words(0x88, [...T, ...P]),
	[0xa1, H[0]],
	...words(0xe1, [H[1]]),
	[0xe3, H[2]],
	[0xe4, (H[3] >> 4) & 0xff],
	[0xe5, (H[3] & 0xf) | ((H[4] & 0xf) << 4)],
	[0xe6, (H[4] >> 4) & 0xff],
	[0xe7, H[5]],
];

function words(from: number, values: readonly number[]): [number, number][] {
	return values.flatMap((value, i): [number, number][] => [
		[from + 2 * i, value & 0xff],
		[from + 2 * i + 1, (value >> 8) & 0xff],
	]);
}

/** The reading of a temperature, degrees Celsius. */
export function rawTemperature(celsius: number): number {
	return invert(RAW_BITS, (raw) => fine(raw) / 5120 >= celsius);
}

/** The reading of a pressure in pascals, at the raw temperature `temperature`; it falls while the pressure rises. */
export function rawPressure(pascals: number, temperature: number): number {
	return invert(RAW_BITS, (raw) => pressure(raw, fine(temperature)) <= pascals);
}

/** The reading of a relative humidity, percent. */
export function rawHumidity(percent: number, temperature: number): number {
	return invert(RAW_HUMIDITY_BITS, (raw) => humidity(raw, fine(temperature)) >= percent);
}

/** The least raw value of so many bits for which `reached` holds. */
function invert(bits: number, reached: (raw: number) => boolean): number {
	let low = 0;
	let high = (1 << bits) - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (reached(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}

function fine(raw: number): number {
	const linear = (raw / 16384 - T[0] / 1024) * T[1];
	const square = (raw / 131072 - T[0] / 8192) ** 2 * T[2];
	return linear + square;
}

function pressure(raw: number, tFine: number): number {
	const a = tFine / 2 - 64000;
	const offset = ((a * a * P[5]) / 32768 + a * P[4] * 2) / 4 + P[3] * 65536;
	const slope = (1 + ((P[2] * a * a) / 524288 + P[1] * a) / 524288 / 32768) * P[0];
	const p = ((1048576 - raw - offset / 4096) * 6250) / slope;
	return p + ((P[8] * p * p) / 2147483648 + (p * P[7]) / 32768 + P[6]) / 16;
}

function humidity(raw: number, tFine: number): number {
	const a = tFine - 76800;
	const h =
		(raw - (H[3] * 64 + (H[4] / 16384) * a)) *
		((H[1] / 65536) * (1 + (H[5] / 67108864) * a * (1 + (H[2] / 67108864) * a)));
	return h * (1 - (H[0] * h) / 524288);
}
