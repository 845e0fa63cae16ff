/** The port to the objects that the `source` of template versions names. */
export interface Bundles {
  /**
   * The object, or undefined when there is none of that name.
   * @throws RefusedBundleError when there is one that cannot be taken
   */
  read(bucket: string, key: string): Uint8Array | undefined;
}
