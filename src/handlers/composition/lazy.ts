/**
 * Makes something when it is first used, and keeps it. For what many invocations never need: a container starts sooner
 * without it. What fails to be made is made anew at the next use.
 */
export function lazy<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
