/** The flash commands that SPI0 knows by a bit of CMD. Names: ESP8266 SDK, spi_register.h. */

/** What a command shifts out after its opcode, or in. */
export interface SpiFlashCommand {
	readonly opcode: number;
	/** `out`: as many of the data words' bytes as ADDR bits 31:24 say; `status`: from RD_STATUS. */
	readonly sends?: "out" | "status";
	/** Bytes shifted in, or "length": as many as ADDR bits 31:24 say. */
	readonly receives?: number | "length";
	/** The answer goes to RD_STATUS, not to the data words. */
	readonly toStatus?: true;
}

const COMMANDS: ReadonlyMap<number, SpiFlashCommand> = new Map<number, SpiFlashCommand>([
	[31, { opcode: 0x03, receives: "length" }], // SPI_FLASH_READ
	[30, { opcode: 0x06 }], // SPI_FLASH_WREN
	[29, { opcode: 0x04 }], // SPI_FLASH_WRDI
	[28, { opcode: 0x9f, receives: 3 }], // SPI_FLASH_RDID
	[27, { opcode: 0x05, receives: 1, toStatus: true }], // SPI_FLASH_RDSR
	[26, { opcode: 0x01, sends: "status" }], // SPI_FLASH_WRSR
	[25, { opcode: 0x02, sends: "out" }], // SPI_FLASH_PP
	[24, { opcode: 0x20 }], // SPI_FLASH_SE
	[23, { opcode: 0xd8 }], // SPI_FLASH_BE
	[22, { opcode: 0xc7 }], // SPI_FLASH_CE
	[21, { opcode: 0xb9 }], // SPI_FLASH_DP
	[20, { opcode: 0xab, receives: 1 }], // SPI_FLASH_RES
]);

/** The command that the highest bit of `cmd` starts; undefined when there is none. */
export function flashCommand(cmd: number): SpiFlashCommand | undefined {
	return COMMANDS.get(31 - Math.clz32(cmd));
}
