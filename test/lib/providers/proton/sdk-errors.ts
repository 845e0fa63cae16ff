/** An error as the AWS SDK throws it: without a status code where no answer came. */
export function sdkError(name: string, httpStatusCode?: number): Error {
  const metadata = httpStatusCode === undefined ? { attempts: 1 } : { httpStatusCode };
  return Object.assign(new Error('a message that nobody should read'), { name, $metadata: metadata });
}
