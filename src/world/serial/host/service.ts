/** A serial line that programs of this machine can open. */
export interface SerialService {
	/** What a program opens: a device, or the URL that pyserial takes. */
	readonly where: string;
	/** Lets go of the program and of the name. */
	close(): Promise<void>;
}

/** Is told when programs come and go. */
export type SerialNotice = (text: string) => void;
