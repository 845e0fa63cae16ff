/** Variables of functions: set by the manifest for the template, read where the provider is made. */

/** Whether the function may cancel updates. */
export const cancelVariable = 'PROTON_BOT_CLOUDFORMATION_CANCEL';
/** Whether operations on StackSets are watched. */
export const stackSetsVariable = 'PROTON_BOT_CLOUDFORMATION_STACK_SETS';
/** Names of stacks that are none of the bot's business, with commas between. */
export const leftAloneVariable = 'PROTON_BOT_CLOUDFORMATION_LEFT_ALONE';
