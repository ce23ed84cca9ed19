import { createHash } from 'node:crypto';
import { countRecords, decryptMessage, decryptWithHttpEce } from './decrypt-message';
import type { PushServiceOptions, ReceivedMessage, SubscriptionRecord } from './push-service.types';

/** What was received, in numbers; kept in both modes of recording. */
export interface Counts {
  /** POSTs to push endpoints, whatever came of them. */
  requestCount: number;
  /** POSTs by what they were answered; 'hang' and 'reset' too. */
  byStatus: Record<string, number>;
  /** Messages taken for delivery. */
  takenCount: number;
  /** Endpoints that were given at least one message. */
  endpointCount: number;
  /** Different messages, counted per endpoint. */
  messageCount: number;
  /** Messages taken once more by the same endpoint: takenCount − messageCount. */
  duplicateCount: number;
  /** How often the most repeated message was taken by one endpoint. */
  mostRepeatedCount: number;
  decryptedCount: number;
  undecryptableCount: number;
  /** Messages of more than one aes128gcm record, which a browser may refuse. */
  multiRecordCount: number;
  firstAt: number | null;
  lastAt: number | null;
  /** The first of the problems that were seen. */
  problems: string[];
}

/** What came for one Topic, whatever it was answered. Times are milliseconds since 1970. */
export interface TopicRecord {
  requestCount: number;
  firstAt: number;
  lastAt: number;
  /** The latest instant until which a message was asked to be kept: its arrival and its TTL. */
  keptUntil: number;
}

export interface Ledger {
  /** Notes a message that was taken; says the plaintext when it is for a subscriber without a browser. */
  noteTaken(message: ReceivedMessage, record: SubscriptionRecord): Buffer | null;
  noteAnswer(message: ReceivedMessage): void;
  counts(): Counts;
  /** By endpoint, how often each of its messages was taken; messages go by id, topic or hash (messageIdPath). */
  takenByEndpoint(): Record<string, Record<string, number>>;
  topics(): Record<string, TopicRecord>;
  clear(): void;
}

const MAX_PROBLEMS = 20;

/** `records` is the list that SubscriptionRecord.index counts in. */
export function makeLedger(
  records: readonly SubscriptionRecord[],
  { decrypt, messageIdPath }: Required<Pick<PushServiceOptions, 'decrypt'>> & Pick<PushServiceOptions, 'messageIdPath'>,
): Ledger {
  // One flat map: a map for each endpoint takes several times the memory of 50,000 endpoints.
  const taken = new Map<string, number>();
  const endpoints = new Set<number>();
  const byStatus = new Map<string, number>();
  const topics = new Map<string, TopicRecord>();
  const problems: string[] = [];
  const path = messageIdPath?.split('.');
  const zero = { takenCount: 0, decryptedCount: 0, undecryptableCount: 0, multiRecordCount: 0 };
  let numbers = { ...zero };
  let firstAt: number | null = null;
  let lastAt: number | null = null;

  const toProblem = (message: ReceivedMessage, problem: string): void => {
    message.problem ??= problem;
    if (problems.length < MAX_PROBLEMS) problems.push(`${message.endpoint}: ${problem}`);
  };

  const open = (message: ReceivedMessage, record: SubscriptionRecord): Buffer | null => {
    const { body } = message;
    if (body.length === 0) return null;
    try {
      const recordCount = countRecords(body);
      if (recordCount !== 1) {
        numbers.multiRecordCount += 1;
        toProblem(message, `${recordCount} records, a push message has one`);
      }
      if (decrypt === 'none' || record.receiver.kind !== 'virtual') return null;
      const { keys } = record.receiver;
      const plain = recordCount === 1 ? decryptMessage(body, keys) : decryptWithHttpEce(body, keys);
      if (decrypt === 'twice' && !decryptWithHttpEce(body, keys).equals(plain)) {
        throw new Error('http_ece decrypts something else');
      }
      numbers.decryptedCount += 1;
      return plain;
    } catch (error) {
      numbers.undecryptableCount += 1;
      toProblem(message, `cannot be decrypted: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };

  const noteTopic = ({ topic = '', receivedAt, expiresAt }: ReceivedMessage): void => {
    const seen = topics.get(topic) ?? { requestCount: 0, firstAt: receivedAt, lastAt: 0, keptUntil: 0 };
    seen.requestCount += 1;
    seen.lastAt = Math.max(seen.lastAt, receivedAt);
    seen.keptUntil = Math.max(seen.keptUntil, expiresAt);
    topics.set(topic, seen);
  };

  return {
    noteTaken(message, record) {
      const plain = open(message, record);
      const id = (path && plain && readId(plain, path)) ?? message.topic ?? hash(plain ?? message.body);
      const key = `${record.index} ${id}`;
      taken.set(key, (taken.get(key) ?? 0) + 1);
      endpoints.add(record.index);
      numbers.takenCount += 1;
      return plain;
    },
    noteAnswer(message) {
      const status = String(message.status);
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
      firstAt ??= message.receivedAt;
      lastAt = Date.now();
      noteTopic(message);
    },
    counts() {
      let requestCount = 0;
      for (const count of byStatus.values()) requestCount += count;
      let mostRepeatedCount = 0;
      for (const count of taken.values()) mostRepeatedCount = Math.max(mostRepeatedCount, count);
      return {
        requestCount,
        byStatus: Object.fromEntries(byStatus),
        endpointCount: endpoints.size,
        messageCount: taken.size,
        duplicateCount: numbers.takenCount - taken.size,
        mostRepeatedCount,
        ...numbers,
        firstAt,
        lastAt,
        problems: [...problems],
      };
    },
    takenByEndpoint() {
      const out: Record<string, Record<string, number>> = {};
      for (const [key, count] of taken) {
        const space = key.indexOf(' ');
        const endpoint = records[Number(key.slice(0, space))]?.endpoint;
        if (endpoint === undefined) continue;
        const messages = out[endpoint] ?? {};
        messages[key.slice(space + 1)] = count;
        out[endpoint] = messages;
      }
      return out;
    },
    topics: () => Object.fromEntries(topics),
    clear() {
      taken.clear();
      topics.clear();
      endpoints.clear();
      byStatus.clear();
      problems.length = 0;
      numbers = { ...zero };
      firstAt = null;
      lastAt = null;
    },
  };
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function readId(plain: Buffer, path: readonly string[]): string | undefined {
  try {
    let value: unknown = JSON.parse(plain.toString());
    for (const name of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}
