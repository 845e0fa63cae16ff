/**
 * Creates something when it is first used, and keeps it. It is for things that many invocations never need, so a container starts
 * sooner. After a failure, the next use tries again.
 */
export function lazy<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
