export { type PublishedMessage, TopicStore } from './topic-store.ts';
