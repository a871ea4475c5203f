/** The flash chip and its cache. */
import type { Bench } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { A, AREA, values } from "./inputs.js";

const CHIP = 0x3fffc718;
const SPI_STATUS = 0x60000210;
const SPI_CMD = 0x60000200;
const READ_STATUS = 0x8000000;

/** Waiting for the chip: how often it is asked, and when, is a matter of time. */
const polling = (address: number, value: number): boolean =>
	(address === SPI_CMD && value === READ_STATUS) || (address === SPI_STATUS && value === 0);

const onFlash = (name: string, args: (random: Random) => readonly number[], slow = 1): Comparison => ({
	name,
	result: "word",
	slow,
	ignore: polling,
	prepare(bench: Bench, random: Random) {
		bench.put(A, random.bytes(AREA));
		return args(random);
	},
});

/** Anywhere in the chip, at its end, or beyond. */
const address = (random: Random): number =>
	random.pick([random.below(0x400000), 0x400000 - random.below(600), random.word()]);
const words = (random: Random): number => 4 * random.below(AREA / 4);
const sector = (random: Random): number => random.pick([random.below(1024), random.below(2000)]);

export const FLASH: readonly Comparison[] = [
	onFlash("SPIRead", (r) => [address(r), A, r.below(AREA)]),
	{
		...onFlash("rom_spi_read", (r) => [CHIP, address(r), A, r.below(AREA)]),
		name: "rom_spi_read",
	},
	onFlash("SPIWrite", (r) => [4 * r.below(0x100000), A, r.below(8) === 0 ? r.below(AREA) : words(r)]),
	onFlash("SPIEraseSector", (r) => [sector(r)]),
	onFlash("SPIEraseBlock", (r) => [r.below(80)]),
	onFlash("SPIEraseChip", () => []),
	onFlash("SPIEraseArea", (r) => [
		0x1000 * r.below(1024) + r.pick([0, 0, 0, 4]),
		0x1000 * r.below(64) + r.pick([0, 0, 0, 4]),
	]),
	onFlash("SPILock", () => []),
	onFlash("SPIUnlock", () => []),
	onFlash("SPIReadModeCnfig", (r) => [r.below(8)]),
	onFlash("SPI_read_status", () => [CHIP, A]),
	onFlash("SPI_write_status", (r) => [CHIP, r.below(0x10000)]),
	onFlash("SPI_write_enable", () => [CHIP]),
	onFlash("Wait_SPI_Idle", () => [CHIP]),
	onFlash("Enable_QMode", () => [CHIP]),
	onFlash("spi_flash_attach", () => []),
	values("SelectSpiFunction", "none", () => []),
	values("Cache_Read_Enable", "none", (r) => [r.below(3), r.below(8), r.below(2)]),
	values("Cache_Read_Disable", "none", () => []),
];
