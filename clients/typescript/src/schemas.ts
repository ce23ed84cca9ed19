// Generated from the OpenAPI document by `npm run generate:client`; not to be edited.

export interface EventInput {
  /** One browser; give this, `externalId` or `endpointHash`, and one of them only */
  subscriberId?: string;
  /** Your own id of a person: every browser of theirs, the newest 100 at most */
  externalId?: string;
  /** One browser, by the SHA-256 of its subscription’s endpoint in hex */
  endpointHash?: string;
  /** What happened, in your words */
  event: string;
  /** Flat: text, numbers, true and false; up to 50 */
  props?: Record<string, string | number | boolean>;
}

export interface TagChange {
  /** One browser; give this, `externalId` or `endpointHash`, and one of them only */
  subscriberId?: string;
  /** Your own id of a person: every browser of theirs, the newest 100 at most */
  externalId?: string;
  /** One browser, by the SHA-256 of its subscription’s endpoint in hex */
  endpointHash?: string;
  /** Merged into what is there; null deletes a tag. A subscriber has up to 100 */
  tags: Record<string, string | number | boolean | null>;
}

/** A site */
export interface Site {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** For people */
  name: string;
  /** Public: names the site in the snippet */
  siteKey: string;
  /** Exact origins whose pages may subscribe: scheme, host and port */
  allowedOrigins: string[];
  /** How push services can reach you (RFC 8292): mailto: or an https page. Defaults to the owner’s address */
  vapidSubject: string;
  /** base64url of the uncompressed P-256 point (65 bytes) */
  vapidPublicKey: string;
  /** Whether `belfry("login")` on a page needs a proof made by your server */
  requireIdentityProof: boolean;
  /** Whether the pages that subscribers visit are counted, by path and day, for rules about them */
  recordPages: boolean;
  prompt: Prompt;
  /** Of the sample data: nothing leaves the server */
  isSimulated: boolean;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
}

/** Texts and behaviour of the opt-in prompt */
export interface Prompt {
  /** `dialog` asks softly first, `button` waits for a click, `none` leaves it to your code */
  kind?: 'dialog' | 'button' | 'none';
  /** First line of the dialog */
  title?: string;
  /** Text of the dialog */
  body?: string;
  /** Label of the button that leads to the browser’s question */
  accept?: string;
  /** Label of the button that closes the dialog */
  decline?: string;
  /** Where on the page the dialog appears */
  position?: 'top' | 'bottom';
  /** Colour of the button */
  accent?: string;
  /** Seconds after the page has loaded */
  delaySeconds?: number;
  /** Days until a visitor who said “not now” is asked again */
  reaskDays?: number;
}

/** Every error answer (RFC 9457, `application/problem+json`) */
export interface Problem {
  /** Address of a page that says what it means and what to do; programs go by `code` */
  type: string;
  /** What the code means, in words */
  title: string;
  /** HTTP status */
  status: number;
  /** Stable; meant for programs */
  code: string;
  /** For a person: what happened and what to do */
  detail: string;
  /** What is wrong with which field; empty unless the code is invalid_input */
  errors: {
    /** Which field, dotted */
    path: string;
    /** What is wrong with it */
    message: string;
  }[];
  /** As in X-Request-Id and in the server’s log */
  requestId: string;
}

export interface SiteInput {
  /** For people; need not be unique */
  name: string;
  /** Exact origins whose pages may subscribe: scheme, host and port */
  allowedOrigins: string[];
  /** Defaults to mailto: of the owner */
  vapidSubject?: string;
  /** An existing pair to import; base64url as web-push prints it */
  vapidKeys?: {
    /** base64url of the uncompressed P-256 point (65 bytes) */
    publicKey: string;
    /** base64url of the 32-byte private key; kept encrypted and never shown */
    privateKey: string;
  };
}

export interface SitePage {
  /** This page */
  items: Site[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface SitePatch {
  /** For people */
  name?: string;
  /** Exact origins whose pages may subscribe: scheme, host and port */
  allowedOrigins?: string[];
  /** How push services can reach you (RFC 8292): mailto: or an https page. Defaults to the owner’s address */
  vapidSubject?: string;
  /** Whether `belfry("login")` on a page needs a proof made by your server */
  requireIdentityProof?: boolean;
  /** Whether the pages that subscribers visit are counted, by path and day, for rules about them */
  recordPages?: boolean;
  prompt?: Prompt;
}

export interface Topic {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** What subscribers and rules refer to it by */
  key: string;
  /** What visitors read */
  name: string;
  /** Shown below the name */
  description: string;
  /** Smaller comes first */
  position: number;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
}

export interface TopicInput {
  /** What subscribers and rules refer to it by; it never changes */
  key: string;
  /** What visitors read */
  name: string;
  /** Shown below the name */
  description?: string;
  /** Smaller comes first */
  position?: number;
}

export interface TopicPatch {
  /** What visitors read */
  name?: string;
  /** Shown below the name */
  description?: string;
  /** Smaller comes first */
  position?: number;
}

/** A browser that takes messages */
export interface Subscriber {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** `gone`: the push service says that it has ended; `key_mismatch`: made with another key pair */
  status: 'active' | 'unsubscribed' | 'gone' | 'key_mismatch';
  /** Your own id of the person */
  externalId: string | null;
  /** Your own facts, flat: text, number, true or false */
  tags: Record<string, string | number | boolean>;
  /** Keys of the topics that are wanted; the whole list */
  topics: string[];
  /** Language tag, as the browser says */
  language: string | null;
  /** IANA time zone, as the browser says */
  timezone: string | null;
  /** ISO 3166-1 alpha-2 code */
  country: string | null;
  /** Name of the browser, lower case */
  browser: string | null;
  /** Main version */
  browserVersion: string | null;
  /** Operating system */
  os: string | null;
  /** desktop, mobile, tablet or unknown */
  device: string | null;
  /** Host of the push service; never the endpoint itself */
  pushService: string;
  /** Marked as one of yours, to send tests to */
  isTest: boolean;
  /** Visits, half an hour apart at least */
  sessionCount: number;
  /** When the browser subscribed */
  subscribedAt: string;
  /** Last visit or sign of life */
  lastSeenAt: string;
  /** When the subscription ended; null while it lasts */
  endedAt: string | null;
  /** When its status or what can be edited was last changed; a mere visit moves `lastSeenAt` alone */
  updatedAt: string;
}

export interface SubscriberInput {
  /** As `PushSubscription.toJSON()` gives it */
  endpoint: string;
  /** As `PushSubscription.toJSON()` gives them */
  keys: {
    /** Public key of the browser, base64url, 65 bytes */
    p256dh: string;
    /** Secret of the subscription, base64url, 16 bytes */
    auth: string;
  };
  /** Your own id of the person */
  externalId?: string;
  /** Your own facts, flat: text, number, true or false */
  tags?: Record<string, string | number | boolean>;
  /** Keys of the topics that are wanted; the whole list */
  topics?: string[];
  /** Language tag, as the browser says */
  language?: string;
  /** IANA time zone, as the browser says */
  timezone?: string;
  /** ISO 3166-1 alpha-2 code */
  country?: string;
}

export interface SubscriberBatchAnswer {
  /** One for each row, in the order given */
  results: SubscriberBatchResult[];
}

export interface SubscriberBatchResult {
  /** Position of the row, from 0 */
  index: number;
  /** What became of the row */
  status: 'created' | 'updated' | 'refused';
  /** The subscriber; null when refused */
  id: string | null;
  /** Why it was refused; else null */
  error: {
    /** As of a problem */
    code: string;
    /** As of a problem */
    detail: string;
    /** What is wrong with which field */
    errors: {
      /** Which field, dotted */
      path: string;
      /** What is wrong with it */
      message: string;
    }[];
  } | null;
}

export interface SubscriberBatch {
  /** Each as for a single subscriber */
  subscribers: SubscriberInput[];
}

export interface SubscriberPage {
  /** This page */
  items: Subscriber[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface TimelineEntryPage {
  /** This page */
  items: TimelineEntry[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface TimelineEntry {
  /** When */
  at: string;
  /** What happened */
  kind:
    | 'subscribed'
    | 'imported'
    | 'healed'
    | 'identified'
    | 'updated'
    | 'unsubscribed'
    | 'gone'
    | 'key_mismatch'
    | 'custom'
    | 'visited'
    | 'sent'
    | 'received'
    | 'shown'
    | 'clicked'
    | 'dismissed'
    | 'failed'
    | 'suppressed';
  /** Plain words for a marketer */
  title: string;
  /** More of it; may be empty */
  detail: string;
  /** The campaign it belongs to; null when to none */
  campaignId: string | null;
}

export interface Explanation {
  /** The campaign */
  campaignId: string;
  /** The browser */
  subscriberId: string;
  /** The launch that the answer is about: the last one that the subscriber was part of, else the last */
  runId: string | null;
  /** The answer, for machines */
  code:
    | 'not_sent_yet'
    | 'cancelled'
    | 'still_planning'
    | 'subscribed_later'
    | 'left_before'
    | 'not_chosen'
    | 'excluded'
    | 'not_in_audience'
    | 'no_longer_known'
    | 'matches_now'
    | 'waiting_for_winner'
    | 'waiting'
    | 'paused'
    | 'sending'
    | 'clicked'
    | 'dismissed'
    | 'shown'
    | 'received'
    | 'never_seen'
    | 'gone'
    | 'rejected'
    | 'expired'
    | 'suppressed'
    | 'unknown';
  /** The answer in one sentence */
  title: string;
  /** What that means */
  detail: string;
  /** What can be done; may be empty */
  remedy: string;
  /** What the answer rests on; for a rule each part that decides */
  evidence: {
    /** What was looked at */
    what: string;
    /** What was found */
    found: string;
  }[];
  /** Null when nothing was to be sent to them */
  delivery: {
    /** The launch that it belongs to; a recurring campaign has several, a single message one */
    runId: string;
    /** The browser */
    subscriberId: string;
    /** Your id of the person */
    externalId: string | null;
    /** Host of the push service; never the endpoint itself */
    pushService: string;
    /** Which variant of the message, from 0 */
    variant: number;
    /** Where it stands; `accepted` means taken by the push service, not yet known to be shown */
    state: 'pending' | 'sending' | 'accepted' | 'gone' | 'rejected' | 'expired' | 'suppressed' | 'unknown';
    /** Why, unless accepted */
    reason: string | null;
    /** The push service's last answer */
    statusCode: number | null;
    /** How often it was claimed to be sent */
    attemptCount: number;
    /** When it came to its end */
    settledAt: string | null;
    /** When the browser reported it as received */
    receivedAt: string | null;
    /** When it was shown */
    shownAt: string | null;
    /** When it was first clicked */
    clickedAt: string | null;
    /** What was clicked */
    clickedOn: ('body' | 'button1' | 'button2')[];
    /** When it was closed without a click */
    dismissedAt: string | null;
  } | null;
  /** Other browsers of the same person (external id) that the same launch was sent to */
  otherDevices: {
    /** The other browser */
    subscriberId: string;
    /** Browser and system */
    name: string;
    /** What became of it there, in words */
    outcome: string;
  }[];
}

export interface SubscriberPatch {
  /** Your own id of the person */
  externalId?: string | null;
  /** Merged into those that are there; null deletes one */
  tags?: Record<string, string | number | boolean | null>;
  /** Keys of the topics that are wanted; the whole list */
  topics?: string[];
  /** Language tag, as the browser says */
  language?: string | null;
  /** IANA time zone, as the browser says */
  timezone?: string | null;
  /** ISO 3166-1 alpha-2 code */
  country?: string | null;
  /** Marked as one of yours, to send tests to */
  isTest?: boolean;
}

export interface BatchAnswer {
  /** One for each row, in the order given */
  results: BatchRow[];
}

export interface BatchRow {
  /** Place of the row in the request, from 0 */
  index: number;
  /** A refused row has changed nothing */
  status: 'done' | 'refused';
  /** Browsers that it reached */
  subscriberCount: number;
  /** Why it was refused; null when done */
  error: {
    /** Stable; meant for programs */
    code: string;
    /** For a person */
    detail: string;
    /** What is wrong with which field */
    errors: {
      /** The field */
      path: string;
      /** The rule that it breaks */
      message: string;
    }[];
  } | null;
}

export interface EventBatch {
  /** 1 to 1000 rows */
  events: EventInput[];
}

export interface EventPage {
  /** This page */
  items: Event[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface Event {
  /** Sorts by time */
  id: string;
  /** The browser */
  subscriberId: string;
  /** What happened */
  event: string;
  /** As they were given */
  props: Record<string, string | number | boolean>;
  /** When it was recorded */
  at: string;
}

export interface ConsentPage {
  /** This page */
  items: Consent[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

/** An opt-in or opt-out, as it was recorded */
export interface Consent {
  /** Sorts by time */
  id: string;
  /** What was decided */
  decision: 'granted' | 'withdrawn';
  /** What they were asked with; `api` and `import`: somebody else said so for them */
  promptKind: 'native' | 'button' | 'dialog' | 'api' | 'import';
  /** Version of the words that they saw; empty for the browser’s own question alone */
  textVersion: string;
  /** Page’s origin; empty when it was on none */
  origin: string;
  /** Of an import: who imported it, from what; else empty */
  source: string;
  /** When */
  at: string;
}

export interface TagList {
  /** Most frequent first */
  items: {
    /** Name of the tag */
    key: string;
    /** Active subscribers with this tag, of those counted */
    subscriberCount: number;
  }[];
  /** Active subscribers that were looked at, newest first */
  countedCount: number;
  /** False: the site has more active subscribers than were looked at */
  isComplete: boolean;
}

export interface TagBatch {
  /** 1 to 1000 rows */
  changes: TagChange[];
}

export interface AudienceSample {
  /** The newest of them, 8 at most */
  items: Subscriber[];
}

/** A rule, or an audience as a campaign has it */
export type CountInput =
  | {
      rule: SegmentRule;
    }
  | {
      audience: Audience;
    };

/** Whom a campaign is for. It is frozen when the campaign is launched. */
export type Audience =
  | {
      /** Every active subscriber */
      all: true;
    }
  | {
      /** Whom at least one of these segments finds */
      include: string[];
      /** But whom none of these segments finds */
      exclude?: string[];
    }
  | {
      rule: SegmentRule;
    }
  | {
      /** Single browsers */
      subscriberIds: string[];
    }
  | {
      /** Your own ids of people; each browser of theirs */
      externalIds: string[];
    };

export interface RuleSuggestions {
  /** Topics of the site */
  topics: {
    /** What rules refer to it by */
    key: string;
    /** What visitors read */
    name: string;
  }[];
  /** Names of tags, most used first */
  tagKeys: string[];
  /** Values that the newest active subscribers have, by field, most frequent first */
  values: {
    /** ISO 3166-1 alpha-2 codes */
    country: string[];
    /** Language tags */
    language: string[];
    /** Names of browsers */
    browser: string[];
    /** Operating systems */
    os: string[];
    /** desktop, mobile, tablet */
    device: string[];
    /** IANA time zones */
    timezone: string[];
  };
  /** Names of custom events */
  events: string[];
  /** Properties that their newest few have */
  eventProperties: string[];
  /** Pages that were visited */
  paths: string[];
  /** False: the site does not record which pages are visited */
  isRecordingPages: boolean;
  /** Campaigns that were launched, newest first */
  campaigns: {
    /** The campaign */
    id: string;
    /** For people */
    name: string;
  }[];
}

export interface Segment {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** For people */
  name: string;
  rule: SegmentRule;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
}

/** A tree of conditions. An empty `and` finds everyone, an empty `or` nobody. */
export type SegmentRule =
  | {
      /** `and`: all of the rules; `or`: one of them; `not`: the rule does not hold */
      op: 'and' | 'or';
      /** Empty: `and` finds everyone, `or` nobody */
      rules: SegmentRule[];
    }
  | {
      /** `and`: all of the rules; `or`: one of them; `not`: the rule does not hold */
      op: 'not';
      rule: SegmentRule;
    }
  | {
      /** What is looked at */
      field: 'tag';
      /** Name of the tag */
      key: string;
      /** How it is compared */
      operator: 'exists' | 'not_exists';
    }
  | {
      /** What is looked at */
      field: 'tag';
      /** Name of the tag */
      key: string;
      /** How it is compared */
      operator: 'is' | 'is_not';
      /** What it is compared with */
      value: string | number | boolean;
    }
  | {
      /** What is looked at */
      field: 'tag';
      /** Name of the tag */
      key: string;
      /** How it is compared */
      operator: 'greater' | 'less';
      /** What it is compared with */
      value: number;
    }
  | {
      /** What is looked at */
      field: 'tag';
      /** Name of the tag */
      key: string;
      /** How it is compared */
      operator: 'contains';
      /** What it is compared with */
      value: string;
    }
  | {
      /** What is looked at */
      field: 'topic';
      /** How it is compared */
      operator: 'has' | 'has_not';
      /** What it is compared with */
      value: string;
    }
  | {
      /** What is looked at */
      field: 'language' | 'country' | 'browser' | 'os' | 'device' | 'timezone';
      /** How it is compared */
      operator: 'is' | 'is_not';
      /** One of these */
      values: string[];
    }
  | {
      /** What is looked at */
      field: 'externalId';
      /** How it is compared */
      operator: 'is' | 'is_not';
      /** One of these */
      values: string[];
    }
  | {
      /** What is looked at */
      field: 'subscribedAt' | 'lastSeenAt';
      /** How it is compared */
      operator: 'before' | 'after';
      /** An instant, or a day (UTC) */
      value: string;
    }
  | {
      /** What is looked at */
      field: 'subscribedAt' | 'lastSeenAt';
      /** How it is compared */
      operator: 'within_days' | 'not_within_days';
      /** Days before now */
      days: number;
    }
  | {
      /** What is looked at */
      field: 'sessionCount';
      /** How it is compared */
      operator: 'at_least' | 'at_most' | 'equals';
      /** How many visits */
      value: number;
    }
  | {
      /** What is looked at */
      field: 'event';
      /** How it is compared */
      operator: 'did' | 'did_not';
      /** Name of the custom event */
      event: string;
      /** How often at least; once unless told. With the operator’s opposite: less often than that */
      atLeast?: number;
      /** Only what happened in the last so many days; without it and without dates: ever */
      withinDays?: number;
      /** Only from this instant or day on (UTC) */
      from?: string;
      /** Only up to this instant or day (UTC), itself included */
      to?: string;
      /** Only events whose property is so */
      property?:
        | {
            /** Name of the property */
            key: string;
            /** How it is compared */
            operator: 'exists' | 'not_exists';
          }
        | {
            /** Name of the property */
            key: string;
            /** How it is compared */
            operator: 'is' | 'is_not';
            /** What it is compared with */
            value: string | number | boolean;
          }
        | {
            /** Name of the property */
            key: string;
            /** How it is compared */
            operator: 'greater' | 'less';
            /** A number */
            value: number;
          }
        | {
            /** Name of the property */
            key: string;
            /** How it is compared */
            operator: 'contains';
            /** What it is compared with */
            value: string;
          };
    }
  | {
      /** What is looked at */
      field: 'page';
      /** How it is compared */
      operator: 'visited' | 'not_visited';
      /** How the path is compared */
      match: 'is' | 'starts_with' | 'contains';
      /** Path of the page, without host and query */
      path: string;
      /** How often at least; once unless told. With the operator’s opposite: less often than that */
      atLeast?: number;
      /** Only what happened in the last so many days; without it and without dates: ever */
      withinDays?: number;
      /** Only from this instant or day on (UTC) */
      from?: string;
      /** Only up to this instant or day (UTC), itself included */
      to?: string;
    }
  | {
      /** What is looked at */
      field: 'campaign';
      /** How it is compared */
      operator:
        | 'sent'
        | 'not_sent'
        | 'received'
        | 'not_received'
        | 'shown'
        | 'not_shown'
        | 'clicked'
        | 'not_clicked'
        | 'dismissed'
        | 'not_dismissed';
      /** The campaign; left out: any campaign */
      campaignId?: string;
      /** Only what was launched in the last so many days */
      withinDays?: number;
    };

export interface SegmentInput {
  /** For people; need not be unique */
  name: string;
  rule: SegmentRule;
}

export interface SegmentPage {
  /** This page */
  items: Segment[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface AudienceCount {
  /** How many active subscribers */
  count: number;
}

export interface AudienceEstimate {
  /** Active subscribers that match: about, unless `margin` is null */
  count: number;
  /** Active subscribers of the site: about, unless `margin` is null */
  total: number;
  /** The true count is within this of `count` in 95 of 100 cases; null when both numbers are exact */
  margin: number | null;
}

export interface EstimateInput {
  rule: SegmentRule;
}

export interface SegmentPatch {
  /** For people; need not be unique */
  name?: string;
  rule?: SegmentRule;
}

export interface Template {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** For people; no two templates of a site share one */
  name: string;
  /** As saved, complete or not */
  message: Record<string, unknown>;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations: Record<string, Record<string, unknown>>;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency: 'very-low' | 'low' | 'normal' | 'high';
  /** The person who made it; null: a program did */
  createdBy: string | null;
  /** The person who changed it last; null: a program did */
  updatedBy: string | null;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
  /** Raised at each change; the `ETag` has it too */
  version: number;
}

export interface TemplateInput {
  /** For people; no two templates of a site share one */
  name: string;
  /** What is wrong with it */
  message: Record<string, unknown>;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, Record<string, unknown>>;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
}

export interface TemplateFromCampaign {
  /** For people; no two templates of a site share one */
  name: string;
  /** The campaign whose message it takes, whatever became of it */
  campaignId: string;
}

export interface TemplatePage {
  /** This page */
  items: Template[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface TemplatePatch {
  /** For people; no two templates of a site share one */
  name?: string;
  /** What is wrong with it */
  message?: Record<string, unknown>;
  /** Takes the place of all there are; {}: none */
  translations?: Record<string, Record<string, unknown>>;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
}

/** What a site wants its visitors to do */
export interface Goal {
  /** Opaque */
  id: string;
  /** For people */
  name: string;
  /** The custom event that reaches it, as the page or your systems track it */
  event: string;
  /** The property of the event that holds the amount; null: no money */
  valueProperty: string | null;
  /** ISO 4217 */
  currency: string | null;
  /** An event counts for the campaign that its browser clicked last, at most so long before it */
  windowHours: number;
  /** Events count from then on */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
}

export interface GoalInput {
  /** For people */
  name: string;
  /** The custom event that reaches it, as the page or your systems track it */
  event: string;
  /** The property of the event that holds the amount; null: no money */
  valueProperty?: string | null;
  /** ISO 4217; of amounts whose event has no property `currency` of its own */
  currency?: string | null;
  /** An event counts for the campaign that its browser clicked last, at most so long before it */
  windowHours?: number;
}

export interface GoalPatch {
  /** For people */
  name?: string;
  /** The custom event that reaches it, as the page or your systems track it */
  event?: string;
  /** The property of the event that holds the amount; null: no money */
  valueProperty?: string | null;
  /** ISO 4217; of amounts whose event has no property `currency` of its own */
  currency?: string | null;
  /** An event counts for the campaign that its browser clicked last, at most so long before it */
  windowHours?: number;
}

/** What became of a campaign */
export interface CampaignReport {
  /** The campaign */
  campaignId: string;
  /** The funnel, as it is now */
  stats: {
    /** Whom it is for */
    audience: number;
    /** Waiting, on the way, or to be tried again */
    pending: number;
    /** Taken by the push service */
    accepted: number;
    /** Reported as received by the browser */
    received: number;
    /** Reported as shown */
    shown: number;
    /** Clicked */
    clicked: number;
    /** Closed without a click */
    dismissed: number;
    /** The subscription had ended */
    gone: number;
    /** Refused for good */
    rejected: number;
    /** Not handed over in time */
    expired: number;
    /** Left between the launch and the sending */
    suppressed: number;
    /** In the hold-out group of an A/B test: got nothing, to compare with */
    heldOut: number;
    /** Sent, and nobody knows whether it arrived */
    unknown: number;
  };
  /** People who unsubscribed within 24 hours of its being accepted, with no later campaign between */
  unsubscribed: number;
  /** People who reached any goal after a click on the campaign, each counted once; null: the site has no goals */
  converted: number | null;
  /** Goals of the site; events of the last seconds may be missing */
  goals: GoalResult[];
  /** When what follows was counted; null: not yet */
  asOf: string | null;
  /** Nothing has changed since */
  isCurrent: boolean;
  /** Length of the intervals of the series */
  intervalSeconds: number;
  /** In time order; silence is left out */
  series: ReportPoint[];
  /** Of the heat map */
  timeZone: string;
  /** Hours with clicks only */
  heatMap: HeatCell[];
  /** Each adds up to the audience as it was counted */
  breakdowns: {
    /** Name of the browser, lower case */
    browser?: BreakdownRow[];
    /** Name of the browser, lower case */
    os?: BreakdownRow[];
    /** Name of the browser, lower case */
    device?: BreakdownRow[];
    /** Name of the browser, lower case */
    country?: BreakdownRow[];
    /** Name of the browser, lower case */
    language?: BreakdownRow[];
    /** Name of the browser, lower case */
    variant?: BreakdownRow[];
  };
  /** Clicks by the part that was pressed */
  buttons: ButtonRow[];
  /** Largest first, at most 100 */
  failures: FailureRow[];
}

/** How often a goal was reached after a click on the campaign */
export interface GoalResult {
  /** Events that reached the goal */
  conversions: number;
  /** Browsers that reached it at least once */
  people: number;
  /** By currency */
  revenue: Revenue[];
  /** The goal */
  goalId: string;
  /** For people */
  name: string;
  /** An event counts for the campaign that its browser clicked last, at most so long before it */
  windowHours: number;
  /** The same by message */
  variants: {
    /** Events that reached the goal */
    conversions: number;
    /** Browsers that reached it at least once */
    people: number;
    /** By currency */
    revenue: Revenue[];
    /** Position of the message */
    variant: number;
    /** Which message */
    label: string;
  }[];
}

/** A sum in one currency; currencies are never added up */
export interface Revenue {
  /** ISO 4217 */
  currency: string;
  /** Exact, as a decimal number */
  amount: string;
}

/** An interval of the time series */
export interface ReportPoint {
  /** Begin of the interval */
  at: string;
  /** Accepted within it */
  accepted: number;
  /** Shown within it */
  shown: number;
  /** First clicks within it */
  clicked: number;
}

/** An hour of the week */
export interface HeatCell {
  /** 1: Monday */
  weekday: number;
  /** By the clock of the time zone */
  hour: number;
  /** First clicks in that hour of that weekday */
  clicked: number;
}

/** Part of an audience, and what became of it */
export interface BreakdownRow {
  /** People of the audience */
  audience: number;
  /** Messages that push services accepted; 201 is no proof of delivery */
  accepted: number;
  /** Rejected, expired, or the subscription was gone */
  failed: number;
  /** Held back: unsubscribed or erased meanwhile, cancelled, or their time had passed */
  suppressed: number;
  /** Nobody knows whether the push service took it */
  unknown: number;
  /** Reported by the browser */
  received: number;
  /** Reported by the browser */
  shown: number;
  /** People who clicked at least once */
  clicked: number;
  /** People who closed it */
  dismissed: number;
  /** Null: unknown. Of "variant", the position of the message */
  value: string | null;
  /** For people */
  label: string;
  /** People who reached a goal after a click. Of "variant" only; null elsewhere, and where the site has no goals */
  converted: number | null;
}

/** One part of a message and who pressed it */
export interface ButtonRow {
  /** Position of the message */
  variant: number;
  /** What was pressed */
  part: 'body' | 'button_1' | 'button_2';
  /** What stands on the button */
  label: string;
  /** Which message, when there are several */
  message: string;
  /** People who pressed it; some press several parts */
  clicked: number;
  /** People who clicked anything of this message */
  clickers: number;
}

/** Why some did not get it */
export interface FailureRow {
  /** gone, rejected, expired, suppressed, unknown; retried for those that went on */
  outcome: string;
  /** Why */
  reason: string;
  /** Host; empty when none was asked */
  pushService: string;
  /** How many */
  count: number;
}

export interface CampaignComparison {
  /** In the order asked for */
  items: ComparedCampaign[];
}

/** One campaign of a comparison */
export interface ComparedCampaign {
  /** The campaign */
  id: string;
  /** For people */
  name: string;
  /** When it was launched; null: not sent */
  launchedAt: string | null;
  /** The funnel, as it is now */
  stats: {
    /** Whom it is for */
    audience: number;
    /** Waiting, on the way, or to be tried again */
    pending: number;
    /** Taken by the push service */
    accepted: number;
    /** Reported as received by the browser */
    received: number;
    /** Reported as shown */
    shown: number;
    /** Clicked */
    clicked: number;
    /** Closed without a click */
    dismissed: number;
    /** The subscription had ended */
    gone: number;
    /** Refused for good */
    rejected: number;
    /** Not handed over in time */
    expired: number;
    /** Left between the launch and the sending */
    suppressed: number;
    /** In the hold-out group of an A/B test: got nothing, to compare with */
    heldOut: number;
    /** Sent, and nobody knows whether it arrived */
    unknown: number;
  };
  /** People who unsubscribed within 24 hours of its being accepted, with no later campaign between */
  unsubscribed: number;
  /** Goals of the site; events of the last seconds may be missing */
  goals: GoalResult[];
  /** First clicks in each of the 48 hours since its launch (each date of a series since its own), as far as they have been counted; hours that have not begun are left out */
  clicksByHour: number[];
}

/** How a site’s audience has changed */
export interface SiteGrowth {
  /** Length of the period, today included */
  days: 30 | 90 | 365;
  /** Active subscribers at this moment */
  activeCount: number;
  /** When the period began: from what is now, and who came and went since */
  activeAtStart: number;
  /** Oldest first */
  daily: GrowthDay[];
  /** Opt-ins in the period by what they were asked with, most first */
  prompts: {
    /** native, button, dialog, api or import */
    prompt: string;
    /** Opt-ins */
    granted: number;
    /** Opt-outs */
    withdrawn: number;
  }[];
  /** How many were asked in the period, and answered, as browsers tell it; each tells an outcome once. The rate is granted of shown */
  asked: {
    /** dialog, button, api or native */
    prompt: string;
    /** Browsers that were asked for the first time */
    shown: number;
    /** Of those that were ever asked: agreed */
    granted: number;
    /** Refused for good */
    denied: number;
    /** Said “not now”, or closed the question */
    dismissed: number;
  }[];
  /** Campaigns after whose messages people unsubscribed in the period, most first */
  unsubscribes: {
    /** The campaign */
    campaignId: string;
    /** Its name */
    name: string;
    /** Who unsubscribed after its message */
    unsubscribed: number;
    /** Taken by the push service */
    accepted: number;
  }[];
  /** When it was counted; of a large site up to a minute ago */
  countedAt: string;
}

/** Who came and went on a day */
export interface GrowthDay {
  /** In UTC */
  day: string;
  /** Subscribed on that day, whatever became of them since */
  gained: number;
  /** Said so themselves, and have not come back */
  unsubscribed: number;
  /** Their push service knows them no more, or their key is another */
  gone: number;
}

/** How a site stands */
export interface SiteOverview {
  /** Active subscribers at this moment */
  activeCount: number;
  /** The last 30 days with today, oldest first */
  growth: {
    /** In UTC */
    day: string;
    /** Subscribed on that day */
    newCount: number;
    /** Ended on that day */
    endedCount: number;
  }[];
  /** The most frequent, largest first */
  browsers: ValueCount[];
  /** The most frequent, largest first */
  countries: ValueCount[];
  /** As `en` for en-GB and en-US; largest first */
  languages: ValueCount[];
  /** The newest, with their figures */
  lastCampaigns: Campaign[];
  /** When the counts were made; those of a large site may be a minute old */
  countedAt: string;
}

/** Subscribers with one value of an attribute */
export interface ValueCount {
  /** Null: not known */
  value: string | null;
  /** Active subscribers */
  count: number;
}

export interface Campaign {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** For people; visitors never see it */
  name: string;
  /** Where it stands */
  status: 'draft' | 'scheduled' | 'running' | 'paused' | 'cancelled' | 'done';
  /** As saved; complete only once launched */
  message: Record<string, unknown>;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations: Record<string, Record<string, unknown>>;
  audience: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy: 'resend' | 'skip';
  /** When it starts by itself; with a schedule in local time, when the first time zone does */
  sendAt: string | null;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule | null;
  /** Its variants, if it is an A/B test; null: everyone gets the one message */
  abTest: AbTest | null;
  /** The next date of a recurring campaign */
  nextAt: string | null;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
  /** When it was launched; null before */
  launchedAt: string | null;
  /** When the last one came to an end; null before */
  finishedAt: string | null;
  stats: CampaignStats;
}

/** Sent at one time of the clock, in each subscriber's own time zone */
export interface LocalTimeSchedule {
  /** Which of its kind it is */
  kind: 'local_time';
  /** Date and time on each subscriber's own clock, without an offset */
  at: string;
  /** For subscribers whose time zone is unknown */
  fallbackTimezone: string;
  /** Where the time has passed by more than an hour when the campaign starts: `next_day` sends it at the same time one day later, `now` at once, `skip` not at all */
  whenPassed?: 'next_day' | 'now' | 'skip';
}

/** Sent again and again by the calendar; each date is a run of its own, its audience as it is then */
export interface RecurringSchedule {
  /** Which of its kind it is */
  kind: 'recurring';
  /** Each day, on days of the week, or on a day of the month */
  rule:
    | {
        /** How often */
        every: 'day';
      }
    | {
        /** How often */
        every: 'week';
        /** Days of the week */
        weekdays: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
      }
    | {
        /** How often */
        every: 'month';
        /** Months without this day have none; `last` is the last day of each */
        day: number | 'last';
      };
  /** Time of the zone's clock */
  time: string;
  /** IANA time zone, as the browser says */
  timezone: string;
  /** First day that counts; by default today */
  startsOn?: string;
  /** Last day that counts */
  until?: string;
  /** Ends after so many dates, those that were skipped included */
  count?: number;
}

/** Sent to each subscriber at the hour of their own clock at which they were active most; who has shown too little gets it at the site's best hour, and where that is unknown too, at the start */
export interface BestTimeSchedule {
  /** Which of its kind it is */
  kind: 'best_time';
  /** The day of best hours begins at this instant: everyone gets it once, within about 24 hours from it; left out: it begins at the launch */
  startsAt?: string;
  /** For subscribers whose time zone is unknown and who get it at the site's best hour */
  fallbackTimezone: string;
}

/** Several variants of the message, each for a part of the audience; the first, A, is the message itself */
export interface AbTest {
  /** A, B, C … in this order; the first is the message itself */
  variants: AbVariant[];
  /** So much of the audience gets nothing, to compare with */
  holdoutPercent?: number;
  /** So much of the others gets the variants at once; the rest gets the best one later. 100: all at once */
  testPercent?: number;
  winner?: WinnerRule;
}

export interface AbVariant {
  /** Its share of the test, against the other weights */
  weight?: number;
  /** What differs from the campaign's own message; the first variant, A, is that message and has none */
  message?: Record<string, unknown>;
  /** In other languages, what differs from this variant's message: the same languages as the campaign's */
  translations?: Record<string, Record<string, unknown>>;
}

/** How the variant is chosen that the rest of the audience gets. A person may choose earlier */
export type WinnerRule =
  | {
      /** A person chooses */
      decide: 'manual';
      /** What the best variant has most of, of those that push services accepted: browsers that clicked, or that reached a goal after a click, within its window */
      metric?: 'clicks' | 'conversions';
      /** The goal whose conversions count; needed with the metric `conversions`, and only there */
      goalId?: string;
    }
  | {
      /** By itself, when the time has come */
      decide: 'after';
      /** What the best variant has most of, of those that push services accepted: browsers that clicked, or that reached a goal after a click, within its window */
      metric?: 'clicks' | 'conversions';
      /** The goal whose conversions count; needed with the metric `conversions`, and only there */
      goalId?: string;
      /** Counted from the launch. While messages of the test are still going out, the decision waits for them */
      afterSeconds: number;
      /** So probable must it be that a variant is the best, for it to win by itself */
      confidencePercent?: number;
      /** When the time has come and no variant is that probable: send the leading one, or wait for a person */
      ifUnclear?: 'leading' | 'wait';
    }
  | {
      /** By itself, as soon as it is clear; at the latest when the time has come */
      decide: 'significance';
      /** What the best variant has most of, of those that push services accepted: browsers that clicked, or that reached a goal after a click, within its window */
      metric?: 'clicks' | 'conversions';
      /** The goal whose conversions count; needed with the metric `conversions`, and only there */
      goalId?: string;
      /** Counted from the launch. While messages of the test are still going out, the decision waits for them */
      afterSeconds: number;
      /** So probable must it be that a variant is the best, for it to win by itself */
      confidencePercent?: number;
      /** When the time has come and no variant is that probable: send the leading one, or wait for a person */
      ifUnclear?: 'leading' | 'wait';
    };

/** Browsers by state. `audience = pending + accepted + gone + rejected + expired + suppressed + heldOut + unknown`. */
export interface CampaignStats {
  /** Browsers that it is for; grows while the launch still collects */
  audience: number;
  /** Waiting, on the way, or to be tried again */
  pending: number;
  /** Taken by the push service */
  accepted: number;
  /** Reported as received by the browser */
  received: number;
  /** Reported as shown */
  shown: number;
  /** Clicked */
  clicked: number;
  /** Closed without a click */
  dismissed: number;
  /** The subscription had ended */
  gone: number;
  /** Refused for good */
  rejected: number;
  /** Not handed over in time */
  expired: number;
  /** Left between the launch and the sending */
  suppressed: number;
  /** In the hold-out group of an A/B test: got nothing, to compare with */
  heldOut: number;
  /** Sent, and nobody knows whether it arrived */
  unknown: number;
}

export interface Image {
  /** Opaque */
  id: string;
  /** What a message has as `icon`, `image` or `badge`; never anything else is found there */
  url: string;
  /** What it was made into */
  mediaType: string;
  /** Pixels */
  width: number;
  /** Pixels */
  height: number;
  /** Bytes that a browser loads */
  byteCount: number;
  /** When it was made */
  createdAt: string;
}

export interface ImagePage {
  /** This page */
  items: Image[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

/** Who has a picture's address in what they say */
export interface ImageUses {
  /** They keep it from being deleted; the newest first */
  heldBy: {
    /** What it is */
    kind: 'campaign' | 'template';
    /** For people */
    name: string;
  }[];
  /** Drafts of campaigns */
  draftCount: number;
  /** Campaigns of which no message can be shown any more */
  pastCount: number;
}

export interface CampaignInput {
  /** For people; need not be unique */
  name: string;
  message: MessageContent;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, MessageTranslation>;
  audience: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute?: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy?: 'resend' | 'skip';
  /** Launches by itself at this instant */
  sendAt?: string;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule?: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule;
  abTest?: AbTest;
}

/** What a notification says and does */
export interface MessageContent {
  /** First line, shown bold; as the other texts and addresses it may have Liquid in it, such as {{ tags.name | default: "there" }} */
  title: string;
  /** Text below the title */
  body?: string;
  /** Opened by a click on the notification */
  url: string;
  /** Small picture beside the text */
  icon?: string;
  /** Large picture; not shown by every browser */
  image?: string;
  /** Small monochrome picture for the status bar of Android */
  badge?: string;
  /** Buttons, at most 2; not shown by every browser */
  actions?: MessageAction[];
  utm?: UtmTags;
  /** Stays until it is clicked or closed, where the browser allows */
  requireInteraction?: boolean;
  /** Without sound or vibration */
  silent?: boolean;
  /** Sounds again when it replaces one with the same `tag` */
  renotify?: boolean;
  /** Pattern in milliseconds: on, off, on … */
  vibrate?: number[];
  /** A later notification with this tag replaces this one */
  tag?: string;
  /** Language of the texts */
  lang?: string;
  /** Direction of the texts */
  dir?: 'auto' | 'ltr' | 'rtl';
}

export interface MessageAction {
  /** Label of the button */
  title: string;
  /** Opened by the button */
  url: string;
  /** Small picture beside the text */
  icon?: string;
  /** Your own name of the button, given back when the message is read; nobody who gets it sees it */
  id?: string;
}

/** Added to the addresses that a click opens, as `utm_…` */
export interface UtmTags {
  /** `utm_source` */
  source?: string;
  /** `utm_medium` */
  medium?: string;
  /** `utm_campaign` */
  campaign?: string;
  /** `utm_term` */
  term?: string;
  /** `utm_content` */
  content?: string;
}

export interface MessageTranslation {
  /** First line */
  title: string;
  /** Text below the title */
  body?: string;
  /** Where it leads */
  url?: string;
  /** Small picture beside the text */
  icon?: string;
  /** Large picture; not shown by every browser */
  image?: string;
  /** Small monochrome picture for the status bar of Android */
  badge?: string;
  /** Buttons, at most 2; not shown by every browser */
  actions?: MessageAction[];
  /** Direction of the texts */
  dir?: 'auto' | 'ltr' | 'rtl';
}

export interface IncompleteCampaign {
  /** For people; need not be unique */
  name: string;
  /** As much of it as there is */
  message?: Record<string, unknown>;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, Record<string, unknown>>;
  audience: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute?: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy?: 'resend' | 'skip';
  /** Launches by itself at this instant, at most 366 days ahead; null or left out: not by itself */
  sendAt?: string | null;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule?: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule | null;
  /** Its variants, if it is an A/B test; null: everyone gets the one message */
  abTest?: AbTest | null;
  /** It may be incomplete, and stays a draft, with `sendAt` or a schedule too; it is checked whole when it is launched or scheduled */
  isDraft: true;
}

export interface CampaignFromTemplate {
  /** Left out: the template's */
  name?: string;
  message?: MessageOverrides;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, MessageTranslation>;
  audience: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute?: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy?: 'resend' | 'skip';
  /** Launches by itself at this instant */
  sendAt?: string;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule?: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule;
  abTest?: AbTest;
  /** The template of the same site that says what `message` does not */
  templateId: string;
}

/** Fields that take the place of the template's; with them the message must be complete */
export interface MessageOverrides {
  /** First line, shown bold; as the other texts and addresses it may have Liquid in it, such as {{ tags.name | default: "there" }} */
  title?: string;
  /** Text below the title */
  body?: string;
  /** Opened by a click on the notification */
  url?: string;
  /** Small picture beside the text */
  icon?: string;
  /** Large picture; not shown by every browser */
  image?: string;
  /** Small monochrome picture for the status bar of Android */
  badge?: string;
  /** Buttons, at most 2; not shown by every browser */
  actions?: MessageAction[];
  utm?: UtmTags;
  /** Stays until it is clicked or closed, where the browser allows */
  requireInteraction?: boolean;
  /** Without sound or vibration */
  silent?: boolean;
  /** Sounds again when it replaces one with the same `tag` */
  renotify?: boolean;
  /** Pattern in milliseconds: on, off, on … */
  vibrate?: number[];
  /** A later notification with this tag replaces this one */
  tag?: string;
  /** Language of the texts */
  lang?: string;
  /** Direction of the texts */
  dir?: 'auto' | 'ltr' | 'rtl';
}

export interface CampaignPage {
  /** This page */
  items: Campaign[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface CampaignOccurrences {
  /** The next dates, five at most; while paused, as if resumed now */
  next: string[];
  /** Newest first, fifty at most */
  past: {
    /** The date as the rule names it */
    at: string;
    /** `sent`; or skipped because nothing was running at the time and for three hours after (`missed`), it was paused, or it could not be sent as it was (`failed`: a deleted segment) */
    status: 'sent' | 'missed' | 'paused' | 'failed';
    /** Whom it is for */
    audience: number;
    /** Taken by the push service */
    accepted: number;
    /** Reported as shown */
    shown: number;
    /** Clicked */
    clicked: number;
  }[];
}

export interface CampaignPatch {
  /** For people; need not be unique */
  name?: string;
  /** The whole content; may be incomplete until launch */
  message?: Record<string, unknown>;
  /** Takes the place of all there are; {}: none */
  translations?: Record<string, Record<string, unknown>>;
  audience?: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute?: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy?: 'resend' | 'skip';
  /** Launches by itself at this instant, at most 366 days ahead; null or left out: not by itself */
  sendAt?: string | null;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule?: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule | null;
  /** Takes the place of the one there is; null: none */
  abTest?: AbTest | null;
}

export type ScheduleInput =
  | {
      /** Launches by itself at this instant */
      sendAt: string;
    }
  | {
      /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
      schedule: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule;
    };

export interface TestRun {
  /** Names the test in logs */
  runId: string;
}

export interface TestSendInput {
  /** Single browsers */
  subscriberIds: string[];
  /** Which variant of an A/B test is sent; left out: A, the message itself */
  variant?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H';
  /** What is sent in place of what is saved, which stays as it is; it must be complete */
  draft?: {
    /** What is wrong with it */
    message: Record<string, unknown>;
    /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
    translations?: Record<string, Record<string, unknown>>;
    /** Its variants, if it is an A/B test; null: everyone gets the one message */
    abTest?: AbTest | null;
  };
}

export interface ThrottleInput {
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute: number | null;
}

export interface AbTestResult {
  /** `none`: not launched; `testing`: no winner yet; `asking`: too close, a person must choose; `decided`: the rest gets the winner; `finished`: all at once, or ended without a winner */
  phase: 'none' | 'testing' | 'asking' | 'decided' | 'finished';
  /** What counts */
  metric: 'clicks' | 'conversions';
  /** Whose conversions count; null: clicks do */
  goal: {
    /** The goal */
    id: string;
    /** For people */
    name: string;
    /** So long after the click it counts */
    windowHours: number;
    /** Whether it has ended: nothing more is counted */
    isArchived: boolean;
  } | null;
  /** In the order of their letters; empty for a campaign that is no A/B test */
  variants: AbVariantStats[];
  /** The variant with the highest probability; null while nobody has clicked, or a variant has gone to too few to be compared */
  leading: string | null;
  /** The same in a sentence */
  summary: string;
  /** Subscribers of the hold-out group */
  heldOutCount: number;
  /** Subscribers who wait for the winner, or get it */
  restCount: number;
  /** False while the audience is still being gathered */
  isRestCounted: boolean;
  /** When it is decided by itself at the latest */
  decidesAt: string | null;
  /** The variant that the rest gets; null before */
  winner: string | null;
  /** `confidence`: probable enough; `leading`: it was too close, and the leading one was to be sent */
  decidedBy: 'person' | 'confidence' | 'leading' | null;
  /** When the winner was decided; null before */
  decidedAt: string | null;
  /** Clicks, or with a goal browsers that reach it, that the leading variant is expected to bring over the runner-up: among the rest, or had everyone got it */
  expectedClicks: number | null;
}

export interface AbVariantStats {
  /** Its letter */
  variant: string;
  /** Subscribers of this variant, without those who got it as the winner */
  audience: number;
  /** Waiting, on the way, or to be tried again */
  pending: number;
  /** Taken by the push service */
  accepted: number;
  /** Reported as shown */
  shown: number;
  /** Clicked */
  clicked: number;
  /** Clicks of accepted; null before anything was accepted */
  clickRate: number | null;
  /** Browsers that reached the goal of the test after a click on this variant; null: it has none */
  converted: number | null;
  /** Converted of accepted; null without a goal */
  conversionRate: number | null;
  /** Lower end of the 95 % credible interval of the rate that counts */
  low: number | null;
  /** Upper end of the 95 % credible interval of the rate that counts */
  high: number | null;
  /** Probability that this variant has the highest rate */
  bestProbability: number;
}

export interface WinnerInput {
  /** The letter of the variant */
  variant: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H';
}

export interface CampaignSkips {
  /** Active subscribers in its audience */
  audienceCount: number;
  /** Held out, to compare the others with */
  heldOutCount: number;
  /** In their time zone the time has passed, and they are to be skipped then */
  timePassedCount: number;
  /** The pace does not reach them before the message expires; null: not known, as the best hour of each decides */
  expiredCount: number | null;
}

export interface DraftVersionPage {
  /** This page */
  items: DraftVersion[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface DraftVersion {
  /** The version */
  id: string;
  /** Who wrote it: a person, an API key, or the command line and the scheduler */
  actorKind: 'user' | 'api_key' | 'system';
  /** Name of the person or of the key; "System" for the command line and the scheduler */
  actorName: string;
  /** The first of the saves that became this version */
  startedAt: string;
  /** The last of them */
  savedAt: string;
  /** The title of the message, as it was */
  title: string;
  /** What is different from the version before */
  changed: (
    | 'name'
    | 'title'
    | 'text'
    | 'link'
    | 'buttons'
    | 'pictures'
    | 'languages'
    | 'variants'
    | 'tracking'
    | 'options'
    | 'audience'
    | 'time'
    | 'delivery'
  )[];
  /** The same in words */
  summary: string;
  /** The version that was brought back by it; null: it was written */
  restoredFromId: string | null;
  /** When that one was saved */
  restoredFromAt: string | null;
  /** Whether the draft says this now */
  isCurrent: boolean;
}

export interface DraftVersionDetail {
  /** The version */
  id: string;
  /** Who wrote it: a person, an API key, or the command line and the scheduler */
  actorKind: 'user' | 'api_key' | 'system';
  /** Name of the person or of the key; "System" for the command line and the scheduler */
  actorName: string;
  /** The first of the saves that became this version */
  startedAt: string;
  /** The last of them */
  savedAt: string;
  /** The title of the message, as it was */
  title: string;
  /** What is different from the version before */
  changed: (
    | 'name'
    | 'title'
    | 'text'
    | 'link'
    | 'buttons'
    | 'pictures'
    | 'languages'
    | 'variants'
    | 'tracking'
    | 'options'
    | 'audience'
    | 'time'
    | 'delivery'
  )[];
  /** The same in words */
  summary: string;
  /** The version that was brought back by it; null: it was written */
  restoredFromId: string | null;
  /** When that one was saved */
  restoredFromAt: string | null;
  /** Whether the draft says this now */
  isCurrent: boolean;
  content: DraftContent;
}

/** The draft as it was */
export interface DraftContent {
  /** For people; need not be unique */
  name?: string;
  /** What is wrong with it */
  message?: Record<string, unknown>;
  /** Takes the place of all there are; {}: none */
  translations?: Record<string, Record<string, unknown>>;
  audience?: Audience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** Messages sent per minute at most, all workers together; null: as fast as it goes */
  throttlePerMinute?: number | null;
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown */
  ambiguityPolicy?: 'resend' | 'skip';
  /** Launches by itself at this instant, at most 366 days ahead; null or left out: not by itself */
  sendAt?: string | null;
  /** In each subscriber's own time zone, again and again by the calendar, or at each one's best hour */
  schedule?: LocalTimeSchedule | RecurringSchedule | BestTimeSchedule | null;
  /** Takes the place of the one there is; null: none */
  abTest?: AbTest | null;
}

export interface DeliveryPage {
  /** This page */
  items: Delivery[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface Delivery {
  /** The launch that it belongs to; a recurring campaign has several, a single message one */
  runId: string;
  /** The browser */
  subscriberId: string;
  /** Your id of the person */
  externalId: string | null;
  /** Host of the push service; never the endpoint itself */
  pushService: string;
  /** Which variant of the message, from 0 */
  variant: number;
  /** Where it stands; `accepted` means taken by the push service, not yet known to be shown */
  state: 'pending' | 'sending' | 'accepted' | 'gone' | 'rejected' | 'expired' | 'suppressed' | 'unknown';
  /** Why, unless accepted */
  reason: string | null;
  /** The push service's last answer */
  statusCode: number | null;
  /** How often it was claimed to be sent */
  attemptCount: number;
  /** When it came to its end */
  settledAt: string | null;
  /** When the browser reported it as received */
  receivedAt: string | null;
  /** When it was shown */
  shownAt: string | null;
  /** When it was first clicked */
  clickedAt: string | null;
  /** What was clicked */
  clickedOn: ('body' | 'button1' | 'button2')[];
  /** When it was closed without a click */
  dismissedAt: string | null;
}

/** How far best hours are known; worked out again and again, within hours */
export interface BestTime {
  /** The hour of their own clocks at which most subscribers are active most, for those without an hour of their own; null: too little is known, and those get it at the start */
  hour: number | null;
  /** Subscribers who have an hour of their own */
  ownCount: number;
  /** Subscribers of whom any activity is known, those with an hour of their own included */
  seenCount: number;
}

export interface SentMessage {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** `planning` while the recipients of a topic are collected; `done` when each has come to an end */
  status: 'planning' | 'sending' | 'done';
  /** Whom it reached for */
  audience: {
    /** Browsers that it is for; grows while `planning` */
    count: number;
  };
  /** When it was made */
  createdAt: string;
  /** Not tried after this */
  expiresAt: string;
}

export interface SendMessage {
  message: MessageContent;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, MessageTranslation>;
  audience: MessageAudience;
  /** How long the push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3 */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it */
  ambiguityPolicy?: 'resend' | 'skip';
}

/** Whom it is for. Who is unknown, unsubscribed or gone is left out without an error. */
export type MessageAudience =
  | {
      /** Your own ids of people; each device of theirs gets it */
      externalIds: string[];
    }
  | {
      /** Ids of single browsers */
      subscriberIds: string[];
    }
  | {
      /** Key of a topic of the site */
      topic: string;
    };

export interface SendTemplate {
  message?: MessageOverrides;
  /** What the message says in other languages, by language tag. A subscriber gets the one of their language (pt-br), else of its base (pt), else the message itself */
  translations?: Record<string, MessageTranslation>;
  audience: MessageAudience;
  /** How long push services keep it for a device that is off, and how long it is tried again */
  ttlSeconds?: number;
  /** RFC 8030 §5.3: low spares batteries */
  urgency?: 'very-low' | 'low' | 'normal' | 'high';
  /** When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it */
  ambiguityPolicy?: 'resend' | 'skip';
  /** The template of the same site that says what `message` does not */
  templateId: string;
}

export interface MessageCheck {
  /** Faults in personal texts, which keep it from being sent */
  problems: {
    /** Which text, dotted */
    path: string;
    /** What is to be said of it */
    message: string;
  }[];
  /** What it may be sent with, but is rarely meant */
  notices: {
    /** Which text, dotted */
    path: string;
    /** What is to be said of it */
    message: string;
  }[];
  /** Its size in its largest language, with personal values of ordinary length; null while a text cannot be read */
  bytes: number | null;
  /** As it is shown; null while a text cannot be read */
  written: Record<string, unknown> | null;
  /** The language of `written`; empty: the message itself */
  language: string;
  /** Whose message it is; null: nobody was named, or found */
  person: {
    /** The browser */
    id: string;
    /** Your own id of the person */
    externalId: string | null;
    /** Name of the browser, lower case */
    browser: string | null;
    /** Operating system */
    os: string | null;
    /** desktop, mobile, tablet or unknown */
    device: string | null;
  } | null;
  /** How many were found to look through, 20 at most */
  personCount: number;
}

export interface MessageCheckInput {
  /** As much of it as there is */
  message: {
    /** First line */
    title?: string;
    /** Text below the title */
    body?: string;
    /** Where it leads */
    url?: string;
    /** Buttons */
    actions?: {
      /** Label of the button */
      title: string;
      /** Opened by the button */
      url: string;
    }[];
    /** Added to the addresses as `utm_…` */
    utm?: Record<string, string>;
  };
  /** By language tag: what differs from the message */
  translations?: Record<
    string,
    {
      /** First line */
      title?: string;
      /** Text below the title */
      body?: string;
      /** Where it leads */
      url?: string;
      /** Buttons */
      actions?: {
        /** Label of the button */
        title: string;
        /** Opened by the button */
        url: string;
      }[];
      /** Added to the addresses as `utm_…` */
      utm?: Record<string, string>;
    }
  >;
  /** The language that `written` is in when nobody is named; empty: that of the message itself */
  shown?: string;
  /** Whose message `written` is; null: that of somebody of whom nothing is known */
  previewFor?: {
    /** Active subscribers by external id, from its beginning, or by subscriber id; empty: the newest */
    search?: string;
    /** Which of those that are found, from 0 and round again */
    index?: number;
  } | null;
}

export interface Message {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** `planning` while the recipients of a topic are collected; `done` when each has come to an end */
  status: 'planning' | 'sending' | 'done';
  /** Whom it reached for */
  audience: {
    /** Browsers that it is for; grows while `planning` */
    count: number;
  };
  /** Browsers by state; the first seven add up to the audience */
  counts: {
    /** Waiting, on the way, or to be tried again */
    pending: number;
    /** Taken by the push service; not yet known to be shown */
    accepted: number;
    /** The subscription had ended */
    gone: number;
    /** Refused for good */
    rejected: number;
    /** Not handed over in time */
    expired: number;
    /** Left between the request and the sending */
    suppressed: number;
    /** Sent, and nobody knows whether it arrived */
    unknown: number;
    /** Reported as received by the browser */
    received: number;
    /** Reported as shown */
    shown: number;
    /** Clicked */
    clicked: number;
    /** Closed without a click */
    dismissed: number;
  };
  /** Each browser, for up to 100 of them; else null: `GET /messages/{id}/deliveries` lists them all */
  recipients:
    | {
        /** The browser */
        subscriberId: string;
        /** Your own id of the person; null when there is none */
        externalId: string | null;
        /** Where it stands */
        state: 'pending' | 'sending' | 'accepted' | 'gone' | 'rejected' | 'expired' | 'suppressed' | 'unknown';
        /** Why, unless accepted */
        reason: string | null;
        /** The push service's answer */
        statusCode: number | null;
        /** When it came to an end; null before */
        settledAt: string | null;
        /** When the browser showed it; null before, or when nothing was reported */
        shownAt: string | null;
        /** When it was clicked; null before */
        clickedAt: string | null;
      }[]
    | null;
  /** When it was made */
  createdAt: string;
  /** Not tried after this */
  expiresAt: string;
  /** When the last one came to an end; null before */
  finishedAt: string | null;
}

export interface WebhookWithSecret {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** Where the requests go */
  url: string;
  /** For people */
  description: string;
  /** What it is told of */
  events: (
    | 'subscriber.created'
    | 'subscriber.updated'
    | 'subscriber.unsubscribed'
    | 'message.accepted'
    | 'message.shown'
    | 'message.clicked'
    | 'message.dismissed'
    | 'message.failed'
    | 'campaign.started'
    | 'campaign.finished'
  )[];
  /** While disabled, nothing is sent to it or kept for it */
  status: 'active' | 'disabled';
  /** `gone`: it answered 410; `failing`: every request failed for five days */
  disabledReason: 'by_hand' | 'gone' | 'failing' | null;
  /** Failures in a row */
  failureCount: number;
  /** It failed five times in a row or more: nothing is sent before then, and then one probe */
  pausedUntil: string | null;
  /** Until then each request is signed with the previous secret too */
  previousSecretEndsAt: string | null;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
  /** Shown this once. Verify signatures with it */
  secret: string;
}

export interface WebhookInput {
  /** https:// address with a public host; redirects are not followed */
  url: string;
  /** For people */
  description?: string;
  /** What it is told of */
  events: (
    | 'subscriber.created'
    | 'subscriber.updated'
    | 'subscriber.unsubscribed'
    | 'message.accepted'
    | 'message.shown'
    | 'message.clicked'
    | 'message.dismissed'
    | 'message.failed'
    | 'campaign.started'
    | 'campaign.finished'
  )[];
}

export interface WebhookList {
  /** This page */
  items: Webhook[];
}

export interface Webhook {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** Where the requests go */
  url: string;
  /** For people */
  description: string;
  /** What it is told of */
  events: (
    | 'subscriber.created'
    | 'subscriber.updated'
    | 'subscriber.unsubscribed'
    | 'message.accepted'
    | 'message.shown'
    | 'message.clicked'
    | 'message.dismissed'
    | 'message.failed'
    | 'campaign.started'
    | 'campaign.finished'
  )[];
  /** While disabled, nothing is sent to it or kept for it */
  status: 'active' | 'disabled';
  /** `gone`: it answered 410; `failing`: every request failed for five days */
  disabledReason: 'by_hand' | 'gone' | 'failing' | null;
  /** Failures in a row */
  failureCount: number;
  /** It failed five times in a row or more: nothing is sent before then, and then one probe */
  pausedUntil: string | null;
  /** Until then each request is signed with the previous secret too */
  previousSecretEndsAt: string | null;
  /** When it was made */
  createdAt: string;
  /** When it was last changed */
  updatedAt: string;
}

export interface WebhookPatch {
  /** https:// address with a public host; redirects are not followed */
  url?: string;
  /** For people */
  description?: string;
  /** What it is told of */
  events?: (
    | 'subscriber.created'
    | 'subscriber.updated'
    | 'subscriber.unsubscribed'
    | 'message.accepted'
    | 'message.shown'
    | 'message.clicked'
    | 'message.dismissed'
    | 'message.failed'
    | 'campaign.started'
    | 'campaign.finished'
  )[];
  /** While disabled, nothing is kept for it. Active again, it starts with a clean record */
  status?: 'active' | 'disabled';
}

export interface RotateSecretInput {
  /** How long the old secret signs too; 0 when it has leaked */
  overlapHours?: number;
}

export interface WebhookDeliveryDetail {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The `webhook-id` header: the same in every repeat */
  eventId: string;
  /** What it tells of */
  type: string;
  /** How many things it tells of */
  itemCount: number;
  /** Where it stands */
  state: 'pending' | 'delivered' | 'failed';
  /** How often it was tried */
  attemptCount: number;
  /** Of the last answer; null when none came */
  statusCode: number | null;
  /** Why the last attempt failed */
  error: string | null;
  /** When it is tried again; null when it is not */
  nextAttemptAt: string | null;
  /** When it was made */
  createdAt: string;
  /** When it came to an end; null before */
  settledAt: string | null;
  /** At most 16,384 characters, as it would be sent now: who was erased since is not in it */
  requestBody: string;
  /** The last 50, newest first */
  attempts: {
    /** When */
    at: string;
    /** HTTP status of the answer; null when none came */
    statusCode: number | null;
    /** Why it failed; else null */
    error: string | null;
    /** How long the answer took */
    durationMs: number;
    /** At most 4,096 bytes */
    responseBody: string;
  }[];
}

export interface WebhookDeliveryPage {
  /** This page */
  items: WebhookDelivery[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface WebhookDelivery {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The `webhook-id` header: the same in every repeat */
  eventId: string;
  /** What it tells of */
  type: string;
  /** How many things it tells of */
  itemCount: number;
  /** Where it stands */
  state: 'pending' | 'delivered' | 'failed';
  /** How often it was tried */
  attemptCount: number;
  /** Of the last answer; null when none came */
  statusCode: number | null;
  /** Why the last attempt failed */
  error: string | null;
  /** When it is tried again; null when it is not */
  nextAttemptAt: string | null;
  /** When it was made */
  createdAt: string;
  /** When it came to an end; null before */
  settledAt: string | null;
}

export interface ReplayAnswer {
  /** How many deliveries are sent again */
  deliveryCount: number;
}

export interface ReplayInput {
  /** From this instant, itself included */
  from: string;
  /** Up to this instant, itself not included */
  to: string;
  /** False: those that were delivered too */
  onlyFailed?: boolean;
}

export interface Export {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** `subscribers` with endpoints and keys; `deliveries`: what became of each message; `consents`: every opt-in and opt-out; `events`: what subscribers did, tracked events with their properties among them; `visits`: how often they were on which page, by day, of the last 90 days */
  kind: 'subscribers' | 'deliveries' | 'consents' | 'events' | 'visits';
  /** CSV with a header (RFC 4180), or a JSON array with one object a line */
  format: 'csv' | 'json';
  /** Only the deliveries of this campaign; null: of the whole site */
  campaignId: string | null;
  /** It can be downloaded when `done`; `failed` when a page could not be made in several tries */
  state: 'pending' | 'running' | 'done' | 'failed';
  /** Rows written so far */
  rowCount: number;
  /** Rows that there were when it was begun; null before */
  totalCount: number | null;
  /** Size of the file so far */
  byteCount: number;
  /** When it was asked for */
  createdAt: string;
  /** When it was done or had failed */
  finishedAt: string | null;
  /** Deleted from then on: a day after it was asked for, and again after it was done */
  expiresAt: string;
}

export interface ExportInput {
  /** `subscribers` with endpoints and keys; `deliveries`: what became of each message; `consents`: every opt-in and opt-out; `events`: what subscribers did, tracked events with their properties among them; `visits`: how often they were on which page, by day, of the last 90 days */
  kind: 'subscribers' | 'deliveries' | 'consents' | 'events' | 'visits';
  /** CSV with a header (RFC 4180), or a JSON array with one object a line */
  format: 'csv' | 'json';
  /** Only the deliveries of this campaign; null: of the whole site */
  campaignId?: string | null;
}

export interface ExportPage {
  /** This page */
  items: Export[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface Import {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** The site */
  siteId: string;
  /** As it was uploaded */
  fileName: string;
  /** Found by its content */
  format: 'csv' | 'json' | 'sql';
  /** Whose file it is, by its columns */
  source: 'belfry' | 'onesignal' | 'pushpad' | 'perfecty' | 'other';
  /** `subscriptions` makes subscribers; `attributes` changes those that are there. By the columns */
  kind: 'subscriptions' | 'attributes';
  /** `ready`: waits for its dry run or its start; `checking`: the dry run; `failed`: a piece could not be done in several tries */
  state:
    | 'uploading'
    | 'ready'
    | 'checking'
    | 'running'
    | 'paused'
    | 'cancelled'
    | 'done'
    | 'failed'
    | 'undoing'
    | 'undone';
  /** In the order of the file */
  columns: ImportColumn[];
  /** What has to be put right before it can be started */
  problems: string[];
  /** What to know about a file of this kind */
  notes: string[];
  /** Subscriptions that name no key pair are taken to be of this one; null: of the site’s current one */
  vapidPublicKey: string | null;
  /** Rows of the file */
  rowCount: number;
  /** Size of the file, unpacked */
  byteCount: number;
  /** Rows that the dry run, the run or its undoing has done */
  processedCount: number;
  /** What the dry run has found; null: none since the last change */
  check: {
    /** Subscribers that are new */
    createdCount: number;
    /** Rows that change a subscriber */
    updatedCount: number;
    /** Rows that say what is there already */
    unchangedCount: number;
    /** Rows about whom an earlier row of the file is; the first one counts */
    duplicateCount: number;
    /** Rows that cannot be taken */
    refusedCount: number;
    /** Why rows were refused, most frequent first */
    reasons: {
      /** Name of the column */
      field: string;
      /** What is wrong */
      message: string;
      /** Rows */
      count: number;
    }[];
  } | null;
  /** What the run has done; null before it */
  result: {
    /** Subscribers that are new */
    createdCount: number;
    /** Rows that change a subscriber */
    updatedCount: number;
    /** Rows that say what is there already */
    unchangedCount: number;
    /** Rows about whom an earlier row of the file is; the first one counts */
    duplicateCount: number;
    /** Rows that cannot be taken */
    refusedCount: number;
    /** Why rows were refused, most frequent first */
    reasons: {
      /** Name of the column */
      field: string;
      /** What is wrong */
      message: string;
      /** Rows */
      count: number;
    }[];
  } | null;
  /** What was undone; null before it */
  undo: {
    /** Subscribers that it had made, and that are gone again */
    removedCount: number;
    /** Subscribers that are again as they were */
    restoredCount: number;
    /** Subscribers left as they are: they were changed since, or have come back by themselves */
    keptCount: number;
  } | null;
  /** Until 30 days after its end */
  canBeUndone: boolean;
  /** Who uploaded it */
  createdBy: string;
  /** When it was uploaded */
  createdAt: string;
  /** When somebody last changed or moved it; its progress does not count */
  updatedAt: string;
  /** When the dry run was done; null: not since the last change */
  checkedAt: string | null;
  /** When it was started */
  startedAt: string | null;
  /** When it was done, cancelled or had failed */
  finishedAt: string | null;
  /** Before its start: when it is deleted. After its end: until when it can be undone */
  expiresAt: string;
}

export interface ImportColumn {
  /** Name of the column in the file */
  name: string;
  /** What the column is: `ignore`, `subscriberId`, `externalId`, `endpoint`, `p256dh`, `auth`, `vapidPublicKey`, `tags`, `topics`, `language`, `timezone`, `country`, `browser`, `browserVersion`, `os`, `device`, `isTest`, `sessionCount`, `status`, `isActive`, `isGone`, `deviceType`, `subscribedAt`, `lastSeenAt`, `endedAt`, or `tag:` with a name */
  field: string;
  /** The first values, shortened; none once it has ended */
  samples: string[];
}

export interface ImportPatch {
  /** The columns to be read otherwise; those left out stay as they are */
  columns?: {
    /** Name of the column in the file */
    name: string;
    /** What the column is: `ignore`, `subscriberId`, `externalId`, `endpoint`, `p256dh`, `auth`, `vapidPublicKey`, `tags`, `topics`, `language`, `timezone`, `country`, `browser`, `browserVersion`, `os`, `device`, `isTest`, `sessionCount`, `status`, `isActive`, `isGone`, `deviceType`, `subscribedAt`, `lastSeenAt`, `endedAt`, or `tag:` with a name */
    field: string;
  }[];
  /** The key pair that the subscriptions were made with: it becomes a further pair of the site. Also needs `sites.write` */
  vapidKeys?: {
    /** 65 bytes, base64url */
    publicKey: string;
    /** 32 bytes, base64url; kept sealed and never shown again */
    privateKey: string;
  };
}

export interface ImportPage {
  /** This page */
  items: Import[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface ApiKeyPage {
  /** This page */
  items: ApiKey[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface ApiKey {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** Counts its changes; the ETag is made of it */
  version: number;
  /** For people, to tell keys apart */
  name: string;
  /** Beginning of the token, to recognise it by */
  tokenPrefix: string;
  /** What it may do */
  scopes: (
    | 'apiKeys.manage'
    | 'audit.read'
    | 'operations.manage'
    | 'sites.read'
    | 'sites.write'
    | 'topics.read'
    | 'topics.write'
    | 'subscribers.read'
    | 'subscribers.write'
    | 'tags.read'
    | 'tags.write'
    | 'events.read'
    | 'events.write'
    | 'imports.read'
    | 'imports.write'
    | 'segments.read'
    | 'segments.write'
    | 'campaigns.read'
    | 'campaigns.write'
    | 'campaigns.send'
    | 'templates.read'
    | 'templates.write'
    | 'images.read'
    | 'images.write'
    | 'goals.read'
    | 'goals.write'
    | 'messages.read'
    | 'messages.send'
    | 'exports.manage'
    | 'webhooks.read'
    | 'webhooks.write'
  )[];
  /** The only site that it may touch; null: every site of the workspace */
  siteId: string | null;
  /** Addresses and CIDR ranges that it may be used from; empty: from anywhere */
  allowedAddresses: string[];
  /** The key that made it, and with which it is revoked; null: made by a person */
  createdByKeyId: string | null;
  /** When it was made */
  createdAt: string;
  /** Refused from then on; null: valid until revoked */
  expiresAt: string | null;
  /** Its last use, to within a minute; null: never used */
  lastUsedAt: string | null;
  /** When it was revoked */
  revokedAt: string | null;
  /** The secret before the last rotation is accepted until then; null: there is none */
  previousSecretEndsAt: string | null;
}

export interface CreatedApiKey {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** Counts its changes; the ETag is made of it */
  version: number;
  /** For people, to tell keys apart */
  name: string;
  /** Beginning of the token, to recognise it by */
  tokenPrefix: string;
  /** What it may do */
  scopes: (
    | 'apiKeys.manage'
    | 'audit.read'
    | 'operations.manage'
    | 'sites.read'
    | 'sites.write'
    | 'topics.read'
    | 'topics.write'
    | 'subscribers.read'
    | 'subscribers.write'
    | 'tags.read'
    | 'tags.write'
    | 'events.read'
    | 'events.write'
    | 'imports.read'
    | 'imports.write'
    | 'segments.read'
    | 'segments.write'
    | 'campaigns.read'
    | 'campaigns.write'
    | 'campaigns.send'
    | 'templates.read'
    | 'templates.write'
    | 'images.read'
    | 'images.write'
    | 'goals.read'
    | 'goals.write'
    | 'messages.read'
    | 'messages.send'
    | 'exports.manage'
    | 'webhooks.read'
    | 'webhooks.write'
  )[];
  /** The only site that it may touch; null: every site of the workspace */
  siteId: string | null;
  /** Addresses and CIDR ranges that it may be used from; empty: from anywhere */
  allowedAddresses: string[];
  /** The key that made it, and with which it is revoked; null: made by a person */
  createdByKeyId: string | null;
  /** When it was made */
  createdAt: string;
  /** Refused from then on; null: valid until revoked */
  expiresAt: string | null;
  /** Its last use, to within a minute; null: never used */
  lastUsedAt: string | null;
  /** When it was revoked */
  revokedAt: string | null;
  /** The secret before the last rotation is accepted until then; null: there is none */
  previousSecretEndsAt: string | null;
  /** What to send as `Authorization: Bearer …`; in this answer only */
  token: string;
}

export interface ApiKeyInput {
  /** For people, to tell keys apart */
  name: string;
  /** What it may do. A key can hand on only what it may do itself, and never `apiKeys.manage` */
  scopes: (
    | 'apiKeys.manage'
    | 'audit.read'
    | 'operations.manage'
    | 'sites.read'
    | 'sites.write'
    | 'topics.read'
    | 'topics.write'
    | 'subscribers.read'
    | 'subscribers.write'
    | 'tags.read'
    | 'tags.write'
    | 'events.read'
    | 'events.write'
    | 'imports.read'
    | 'imports.write'
    | 'segments.read'
    | 'segments.write'
    | 'campaigns.read'
    | 'campaigns.write'
    | 'campaigns.send'
    | 'templates.read'
    | 'templates.write'
    | 'images.read'
    | 'images.write'
    | 'goals.read'
    | 'goals.write'
    | 'messages.read'
    | 'messages.send'
    | 'exports.manage'
    | 'webhooks.read'
    | 'webhooks.write'
  )[];
  /** The only site that it may touch; null: every site of the workspace */
  siteId?: string | null;
  /** Refused from then on; null: valid until revoked */
  expiresAt?: string | null;
  /** Addresses and CIDR ranges that it may be used from; empty: from anywhere */
  allowedAddresses?: string[];
}

export interface ApiKeyPatch {
  /** For people, to tell keys apart */
  name?: string;
  /** What it may do. A key can hand on only what it may do itself, and never `apiKeys.manage` */
  scopes?: (
    | 'apiKeys.manage'
    | 'audit.read'
    | 'operations.manage'
    | 'sites.read'
    | 'sites.write'
    | 'topics.read'
    | 'topics.write'
    | 'subscribers.read'
    | 'subscribers.write'
    | 'tags.read'
    | 'tags.write'
    | 'events.read'
    | 'events.write'
    | 'imports.read'
    | 'imports.write'
    | 'segments.read'
    | 'segments.write'
    | 'campaigns.read'
    | 'campaigns.write'
    | 'campaigns.send'
    | 'templates.read'
    | 'templates.write'
    | 'images.read'
    | 'images.write'
    | 'goals.read'
    | 'goals.write'
    | 'messages.read'
    | 'messages.send'
    | 'exports.manage'
    | 'webhooks.read'
    | 'webhooks.write'
  )[];
  /** Refused from then on; null: valid until revoked */
  expiresAt?: string | null;
  /** Takes the place of all there are; empty: from anywhere */
  allowedAddresses?: string[];
}

export interface RotateKeyInput {
  /** How long the old secret goes on to be accepted; 0 to 168, 0 ends it at once */
  overlapHours?: number;
}

export interface AuditEntryPage {
  /** This page */
  items: AuditEntry[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface AuditEntry {
  /** Opaque; prefixed with what it is of */
  id: string;
  /** When it was done */
  at: string;
  /** A person, an API key, or the command line and the scheduler */
  actorKind: 'user' | 'api_key' | 'system';
  /** Name of the person or of the key; "System" for the command line and the scheduler */
  actorName: string;
  /** `resource.verb` */
  action: string;
  /** Id of what was acted on, or empty */
  target: string;
  /** What a reader needs to understand it; never a secret */
  detail: Record<string, unknown>;
}

export interface Queue {
  /** What its jobs are for */
  queue: string;
  /** Its jobs by state */
  counts: {
    /** Jobs that could run now */
    waiting: number;
    /** Jobs that run */
    active: number;
    /** Jobs for a later time */
    delayed: number;
  };
  /** How long the oldest waiting job could have run; null: none waits */
  oldestSeconds: number | null;
}

export interface Process {
  /** Of this start of it */
  id: string;
  /** What it does */
  role: 'web' | 'worker';
  /** The machine or container that it runs on */
  host: string;
  /** Its number there */
  pid: number;
  /** Of Belfry */
  version: string;
  /** When it began */
  startedAt: string;
  /** When it last told that it lives */
  seenAt: string;
  /** `ending`: it takes no more work; `silent`: it has not been heard of for 35 seconds */
  state: 'running' | 'ending' | 'silent';
}

export interface FailedJobPage {
  /** This page */
  items: FailedJob[];
  /** `cursor` of the next page; null on the last */
  nextCursor: string | null;
}

export interface FailedJob {
  /** The failed job */
  id: string;
  /** The queue that it was in */
  queue: string;
  /** What it was to do */
  name: string;
  /** Why its last try failed, without addresses of browsers */
  error: string;
  /** How often it was tried */
  attemptCount: number;
  /** When it was given up */
  at: string;
}

export interface DiscardedJobs {
  /** How many there were */
  discardedCount: number;
}

/** Codes of problems. A newer server may have more. */
export type ProblemCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'origin_not_allowed'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'endpoint_taken'
  | 'campaign_not_editable'
  | 'campaign_wrong_state'
  | 'already_set_up'
  | 'request_in_progress'
  | 'precondition_failed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'invalid_input'
  | 'idempotency_key_reused'
  | 'too_many_requests'
  | 'internal'
  | 'unavailable';
