/** What the steps are about. */
export const network = { templateName: 'network' };
export const version = { majorVersion: '1', minorVersion: '0' };
export const blue = { serviceName: 'shop', serviceInstanceName: 'blue' };
