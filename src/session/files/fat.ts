/**
 * Reads a FAT12, FAT16 or FAT32 file system as it stands on flash. Total: any bytes give a file system, perhaps with
 * problems, or none. Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03.
 */
import { readFatDirectory } from "./fat-directory.js";
import { FileCollector, type FileSystem } from "./file-system.js";

const BOOT_SECTOR = 512;
const SIGNATURE = 0xaa55;
const JUMPS = [0xeb, 0xe9];
/** Clusters from which on the entries of the table are wider. */
const FAT16_CLUSTERS = 4085;
const FAT32_CLUSTERS = 65_525;
const ENTRY_SIZE = 32;

interface Geometry {
	readonly sector: number;
	readonly cluster: number;
	/** Bytes from the volume's start. */
	readonly table: number;
	readonly root: number;
	readonly rootEntries: number;
	readonly data: number;
	readonly clusters: number;
	readonly bits: 12 | 16 | 32;
	/** Of FAT32's root. */
	readonly rootCluster: number;
}

/** The file system that begins at `offset`; undefined when none does. */
export function readFat(flash: Uint8Array, offset: number): FileSystem | undefined {
	const volume = flash.subarray(offset);
	const geometry = readGeometry(volume);
	return geometry && { kind: "FAT", offset, ...new FatReader(volume, geometry).read() };
}

function readGeometry(volume: Uint8Array): Geometry | undefined {
	if (volume.length < BOOT_SECTOR || !JUMPS.includes(volume[0])) return undefined;
	const view = new DataView(volume.buffer, volume.byteOffset, volume.length);
	const u16 = (at: number) => view.getUint16(at, true);
	const u32 = (at: number) => view.getUint32(at, true);
	const [sector, perCluster, reserved, tables, rootEntries] = [
		u16(11),
		volume[13],
		u16(14),
		volume[16],
		u16(17),
	];
	const sectors = u16(19) || u32(32);
	const tableSectors = u16(22) || u32(36);
	const isPlausible =
		u16(510) === SIGNATURE &&
		[512, 1024, 2048, 4096].includes(sector) &&
		perCluster > 0 &&
		(perCluster & (perCluster - 1)) === 0 &&
		reserved > 0 &&
		(tables === 1 || tables === 2) &&
		tableSectors > 0 &&
		sectors * sector <= volume.length;
	if (!isPlausible) return undefined;
	const root = (reserved + tables * tableSectors) * sector;
	const data = root + Math.ceil((rootEntries * ENTRY_SIZE) / sector) * sector;
	const clusters = Math.floor((sectors * sector - data) / (perCluster * sector));
	if (clusters < 1) return undefined;
	const bits = clusters < FAT16_CLUSTERS ? 12 : clusters < FAT32_CLUSTERS ? 16 : 32;
	if ((clusters + 2) * bits > tableSectors * sector * 8) return undefined;
	return {
		sector,
		cluster: perCluster * sector,
		table: reserved * sector,
		root,
		rootEntries,
		data,
		clusters,
		bits,
		rootCluster: bits === 32 ? u32(44) : 0,
	};
}

class FatReader {
	readonly #volume: Uint8Array;
	readonly #view: DataView;
	readonly #geometry: Geometry;
	readonly #found = new FileCollector();
	readonly #visited = new Set<number>();

	constructor(volume: Uint8Array, geometry: Geometry) {
		this.#volume = volume;
		this.#view = new DataView(volume.buffer, volume.byteOffset, volume.length);
		this.#geometry = geometry;
	}

	read(): Pick<FileSystem, "entries" | "problems"> {
		const { root, rootEntries, bits, rootCluster } = this.#geometry;
		const pending: { path: string; bytes: Uint8Array }[] = [];
		if (bits === 32) this.#enter("", rootCluster, pending);
		else pending.push({ path: "", bytes: this.#volume.subarray(root, root + rootEntries * ENTRY_SIZE) });
		for (let next = pending.pop(); next && !this.#found.isFull; next = pending.pop()) {
			for (const { name, isDirectory, cluster, size } of readFatDirectory(next.bytes)) {
				const path = `${next.path}/${name}`;
				if (isDirectory) {
					this.#found.add(path, "directory");
					this.#enter(path, cluster, pending);
				} else this.#add(path, cluster, size);
			}
		}
		return this.#found;
	}

	#enter(path: string, cluster: number, pending: { path: string; bytes: Uint8Array }[]): void {
		if (this.#visited.has(cluster)) {
			this.#found.problem(`${path}/`, "the directory leads to itself");
			return;
		}
		this.#visited.add(cluster);
		const bytes = this.#chain(`${path}/`, cluster, Number.POSITIVE_INFINITY);
		if (bytes) pending.push({ path, bytes });
	}

	#add(path: string, cluster: number, size: number): void {
		if (size > this.#volume.length) this.#found.problem(path, `${size} bytes are more than there are`);
		else if (this.#found.hasRoom(path, size)) {
			const bytes = size === 0 ? new Uint8Array(0) : this.#chain(path, cluster, size);
			if (bytes) this.#found.add(path, bytes);
		}
	}

	/** The bytes of a chain of clusters, to its end or to `size`. */
	#chain(path: string, first: number, size: number): Uint8Array | undefined {
		const { cluster: clusterSize, clusters, data } = this.#geometry;
		const pieces: Uint8Array[] = [];
		let length = 0;
		for (let cluster = first; length < size; cluster = this.#next(cluster)) {
			if (cluster >= this.#endMark) break;
			if (cluster < 2 || cluster >= clusters + 2 || pieces.length > clusters) {
				this.#found.problem(
					path,
					pieces.length > clusters ? "it never ends" : `there is no cluster ${cluster}`,
				);
				return undefined;
			}
			const at = data + (cluster - 2) * clusterSize;
			pieces.push(this.#volume.subarray(at, at + clusterSize));
			length += clusterSize;
		}
		if (length < size && size !== Number.POSITIVE_INFINITY) {
			this.#found.problem(path, `it ends after ${length} of ${size} bytes`);
			return undefined;
		}
		return Uint8Array.from(Buffer.concat(pieces, Math.min(length, size)));
	}

	/** Entries from this one on end a chain. */
	get #endMark(): number {
		return { 12: 0xff8, 16: 0xfff8, 32: 0x0fff_fff8 }[this.#geometry.bits];
	}

	#next(cluster: number): number {
		const { table, bits } = this.#geometry;
		if (bits === 32) return this.#view.getUint32(table + 4 * cluster, true) & 0x0fff_ffff;
		if (bits === 16) return this.#view.getUint16(table + 2 * cluster, true);
		const both = this.#view.getUint16(table + cluster + (cluster >> 1), true);
		return cluster & 1 ? both >> 4 : both & 0xfff;
	}
}
