/**
 * What Block Kit allows, in characters unless said otherwise.
 * Source: JSDoc of @slack/types 3.2.0 and https://docs.slack.dev/reference/block-kit/blocks
 */
export const limits = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  identifier: 255,
  headerText: 150,
  sectionText: 3000,
  sectionFields: 10,
  sectionFieldText: 2000,
  contextElements: 10,
  contextText: 3000,
  actionsElements: 25,
  imageUrl: 3000,
  imageAltText: 2000,
  imageTitle: 2000,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  buttonAccessibilityLabel: 75,
  optionText: 75,
  optionValue: 75,
  optionDescription: 75,
  selectOptions: 100,
  selectOptionGroups: 100,
  overflowOptions: 5,
  choiceOptions: 10,
  placeholder: 150,
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  viewButton: 24,
  viewPrivateMetadata: 3000,
  /** All markdown blocks of a message together. */
  markdownText: 12_000,
  /**
   * All text of a message's blocks together. Undocumented; people met `msg_blocks_too_long` from about this size on:
   * https://github.com/slackapi/bolt-js/issues/2509
   */
  messageBlocksText: 13_200,
} as const;
