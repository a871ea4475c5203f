/** FAT volumes made by ChaN's FatFs, which is also what MicroPython uses. */
import * as FatFs from "js-fatfs";

export interface FatAction {
	readonly kind: "write" | "append" | "remove" | "mkdir" | "rename";
	readonly path: string;
	readonly to: string;
	readonly bytes: Uint8Array;
}

export interface VolumeOptions {
	readonly sector: number;
	readonly sectors: number;
	/** Bytes of a cluster, or 0 for what FatFs takes. */
	readonly cluster: number;
}

const FORMATS = FatFs.FM_FAT | FatFs.FM_FAT32 | FatFs.FM_SFD;

/** A volume after these actions, those of which FatFs refuses left out; and what FatFs then finds on it. */
export async function makeVolume(
	{ sector, sectors, cluster }: VolumeOptions,
	actions: readonly FatAction[],
): Promise<{ readonly image: Uint8Array; readonly listing: Map<string, Uint8Array | "directory"> }> {
	const image = new Uint8Array(sector * sectors).fill(0xff);
	const ff = await FatFs.create({ diskio: ramDisk(image, sector) });
	const work = ff.malloc(8192);
	const format = { fmt: FORMATS, n_fat: 1, align: 0, n_root: 0, au_size: cluster };
	check(ff.f_mkfs("", format, work, 8192));
	const fs = ff.malloc(FatFs.sizeof_FATFS);
	check(ff.f_mount(fs, "", 1));
	for (const action of actions) act(ff, action);
	const listing = new Map<string, Uint8Array | "directory">();
	list(ff, "", listing);
	check(ff.f_unmount(""));
	return { image, listing };
}

function act(ff: FatFs.FatFs, { kind, path, to, bytes }: FatAction): void {
	if (kind === "remove") ff.f_unlink(path);
	else if (kind === "mkdir") ff.f_mkdir(path);
	else if (kind === "rename") ff.f_rename(path, to);
	else {
		const file = ff.malloc(FatFs.sizeof_FIL);
		const mode = FatFs.FA_WRITE | (kind === "append" ? FatFs.FA_OPEN_APPEND : FatFs.FA_CREATE_ALWAYS);
		if (ff.f_open(file, path, mode) === FatFs.FR_OK) {
			const buffer = ff.malloc(bytes.length + 4);
			ff.HEAPU8.set(bytes, buffer);
			check(ff.f_write(file, buffer, bytes.length, buffer + bytes.length));
			check(ff.f_close(file));
			ff.free(buffer);
		}
		ff.free(file);
	}
}

function list(ff: FatFs.FatFs, folder: string, listing: Map<string, Uint8Array | "directory">): void {
	const directory = ff.malloc(FatFs.sizeof_DIR);
	const info = ff.malloc(FatFs.sizeof_FILINFO);
	const folders: string[] = [];
	check(ff.f_opendir(directory, folder || "/"));
	for (;;) {
		check(ff.f_readdir(directory, info));
		const name = ff.FILINFO_fname(info);
		if (name === "") break;
		const path = `${folder}/${name}`;
		if (ff.FILINFO_fattrib(info) & FatFs.AM_DIR) {
			listing.set(path, "directory");
			folders.push(path);
		} else listing.set(path, contents(ff, path, ff.FILINFO_fsize(info)));
	}
	check(ff.f_closedir(directory));
	ff.free(directory);
	ff.free(info);
	for (const next of folders) list(ff, next, listing);
}

function contents(ff: FatFs.FatFs, path: string, size: number): Uint8Array {
	const file = ff.malloc(FatFs.sizeof_FIL);
	const buffer = ff.malloc(size + 4);
	check(ff.f_open(file, path, FatFs.FA_READ));
	check(ff.f_read(file, buffer, size, buffer + size));
	check(ff.f_close(file));
	const bytes = ff.HEAPU8.slice(buffer, buffer + size);
	ff.free(buffer);
	ff.free(file);
	return bytes;
}

function ramDisk(image: Uint8Array, sector: number): FatFs.DiskIO {
	return {
		initialize: () => 0,
		status: () => 0,
		read(ff, _drive, buffer, first, count) {
			ff.HEAPU8.set(image.subarray(first * sector, (first + count) * sector), buffer);
			return FatFs.RES_OK;
		},
		write(ff, _drive, buffer, first, count) {
			image.set(ff.HEAPU8.subarray(buffer, buffer + count * sector), first * sector);
			return FatFs.RES_OK;
		},
		ioctl(ff, _drive, command, buffer) {
			if (command === FatFs.GET_SECTOR_COUNT) ff.setValue(buffer, image.length / sector, "i32");
			else if (command === FatFs.GET_SECTOR_SIZE) ff.setValue(buffer, sector, "i16");
			else if (command === FatFs.GET_BLOCK_SIZE) ff.setValue(buffer, 1, "i32");
			return FatFs.RES_OK;
		},
	};
}

function check(result: number): void {
	if (result !== FatFs.FR_OK) throw new Error(`FatFs says ${result}`);
}
