import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { compilerTest } from "../compiler.js";
import { ownRom, root } from "./roms.js";

compilerTest("the sources give the committed rom.bin and rom.symbols, byte for byte", (t) => {
	const out = mkdtempSync(join(tmpdir(), "rom-build-"));
	try {
		execFileSync(process.execPath, [join(root, "tools", "rom", "build.mjs"), "--out", out]);
		t.true(Buffer.from(ownRom()).equals(readFileSync(join(out, "rom.bin"))));
		const symbols = (folder: string) => readFileSync(join(folder, "rom.symbols"), "utf8");
		t.is(symbols(join(root, "tools", "rom")), symbols(out));
	} finally {
		rmSync(out, { recursive: true });
	}
});

test("rom.bin is 64 KB", (t) => {
	t.is(ownRom().length, 65536);
});
