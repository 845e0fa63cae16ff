/** Packages the example into a folder. */
export function packageExample(folder: string): Promise<void>;
