'use client';

import { Bell, ChevronUp, Globe, MoreHorizontal, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Message } from '@/lib/contracts/messages';
import type { PlatformCapability, PlatformKey } from './platform-capabilities';
import { RemoteImage } from './remote-image';

interface FrameProps {
  platform: PlatformCapability;
  message: Partial<Message>;
  siteName: string;
  siteHost: string;
}

/** One notification drawn in the manner of its platform. Decorative edges, real text: it can be selected and read aloud. */
export function PreviewFrame(props: FrameProps) {
  const Frame = FRAMES[props.platform.key];
  const message = drawnOf(props.platform, props.message);
  return (
    <div className="flex min-h-64 items-center justify-center rounded-xl border border-line bg-linear-to-br from-accent-soft via-subtle to-info-soft p-4 sm:p-5">
      <div className="w-full max-w-[22.5rem]">
        <Frame {...props} message={message} />
      </div>
    </div>
  );
}

/** The message without what the table says that the platform leaves out; the frames have a place for everything. */
function drawnOf(platform: PlatformCapability, message: Partial<Message>): Partial<Message> {
  return {
    ...message,
    icon: platform.icon ? message.icon : undefined,
    image: platform.image ? message.image : undefined,
    badge: platform.badge ? message.badge : undefined,
    actions: platform.actions === 'none' ? [] : message.actions,
  };
}

const FRAMES: Record<PlatformKey, (props: FrameProps) => ReactNode> = {
  windows: WindowsToast,
  macos: MacBanner,
  android: AndroidCard,
  firefox: FirefoxToast,
  safari: MacBanner,
  ios: IosBanner,
};

const CARD = 'bg-raised text-fg shadow-pop';
const QUIET = 'text-muted';

function WindowsToast({ platform, message, siteHost }: FrameProps) {
  return (
    <div className={`overflow-hidden rounded-lg ${CARD}`}>
      <div className={`flex items-center gap-2 px-3.5 pt-2.5 text-[11px] ${QUIET}`}>
        <Badge message={message} fallback={<Globe className="size-3.5" aria-hidden />} /> Google Chrome
        <span className="ml-auto flex gap-2" aria-hidden>
          <MoreHorizontal className="size-3.5" />
          <X className="size-3.5" />
        </span>
      </div>
      <Picture part="image" src={message.image} className="mt-2.5 aspect-2/1 w-full object-cover" />
      <div className="flex gap-3 px-3.5 py-3">
        <Picture part="icon" src={message.icon} className="size-12 shrink-0 rounded-xs object-cover" />
        <div className="min-w-0 text-[13px] leading-[1.35]">
          <Title message={message} className="font-semibold" />
          <Body platform={platform} message={message} />
          <p className={`mt-0.5 text-xs ${QUIET}`}>{siteHost}</p>
        </div>
      </div>
      <Buttons
        platform={platform}
        message={message}
        className="grid auto-cols-fr grid-flow-col gap-2 px-3.5 pb-3.5"
        button={WINDOWS_BUTTON}
      />
    </div>
  );
}
const WINDOWS_BUTTON = 'truncate rounded-sm bg-subtle-strong px-2 py-1.5 text-center text-[13px]';

function MacBanner({ platform, message, siteName, siteHost }: FrameProps) {
  const isSafari = platform.key === 'safari';
  return (
    <div className={`rounded-2xl p-3 ${CARD}`}>
      <div className="flex items-center gap-3">
        <SenderIcon label={platform.icon ? undefined : siteName} className="size-9 rounded-lg" />
        <div className="min-w-0 flex-1 text-[13px] leading-[1.3]">
          <div className="flex items-baseline gap-2">
            <Title message={message} className="min-w-0 flex-1 font-semibold" />
            <span className={`shrink-0 text-[11px] ${QUIET}`}>now</span>
          </div>
          {isSafari ? null : <p className={`truncate text-xs ${QUIET}`}>{siteHost}</p>}
          <Body platform={platform} message={message} />
        </div>
        <Picture part="icon" src={message.icon} className="size-9 shrink-0 rounded-md object-cover" />
      </div>
      <Picture part="image" src={message.image} className={IMAGE} />
      <Buttons platform={platform} message={message} className={PLAIN_BUTTONS} button={PLAIN_BUTTON} />
    </div>
  );
}

const IMAGE = 'mt-3 aspect-2/1 w-full rounded-xl object-cover';
const PLAIN_BUTTONS = 'mt-2 grid auto-cols-fr grid-flow-col gap-2';
const PLAIN_BUTTON = 'truncate rounded-md bg-subtle-strong px-2 py-1 text-center text-xs';

function AndroidCard({ platform, message, siteHost }: FrameProps) {
  return (
    <div className={`rounded-3xl p-4 ${CARD}`}>
      <div className={`flex items-center gap-2 text-xs ${QUIET}`}>
        <Badge message={message} fallback={<Bell className="size-3.5" aria-hidden />} />
        <span className="truncate">Chrome · {siteHost} · now</span>
        <ChevronUp className="ml-auto size-4 shrink-0" aria-hidden />
      </div>
      <div className="mt-2 flex gap-3">
        <div className="min-w-0 flex-1 text-sm leading-5">
          <Title message={message} className="font-medium" />
          <Body platform={platform} message={message} className={QUIET} />
        </div>
        <Picture part="icon" src={message.icon} className="size-10 shrink-0 rounded-md object-cover" />
      </div>
      <Picture part="image" src={message.image} className={IMAGE} />
      <Buttons
        platform={platform}
        message={message}
        className="mt-3 flex gap-5"
        button="truncate font-medium text-accent-ink text-sm"
      />
    </div>
  );
}

function FirefoxToast({ platform, message, siteHost }: FrameProps) {
  return (
    <div className={`rounded-lg ${CARD}`}>
      <div className={`flex items-center gap-2 px-3.5 pt-2.5 text-[11px] ${QUIET}`}>
        <Badge message={message} fallback={<Globe className="size-3.5" aria-hidden />} /> Firefox
        <X className="ml-auto size-3.5" aria-hidden />
      </div>
      <Picture part="image" src={message.image} className="mt-2.5 aspect-2/1 w-full object-cover" />
      <div className="flex gap-3 px-3.5 py-3">
        <Picture part="icon" src={message.icon} className="size-12 shrink-0 rounded-xs object-cover" />
        <div className="min-w-0 text-[13px] leading-[1.35]">
          <Title message={message} className="font-semibold" />
          <Body platform={platform} message={message} />
          <p className={`mt-0.5 text-xs ${QUIET}`}>via {siteHost}</p>
        </div>
      </div>
      <Buttons
        platform={platform}
        message={message}
        className="grid auto-cols-fr grid-flow-col gap-2 px-3.5 pb-3.5"
        button={WINDOWS_BUTTON}
      />
    </div>
  );
}

function IosBanner({ platform, message, siteName }: FrameProps) {
  return (
    <div className={`rounded-3xl p-3.5 ${CARD}`}>
      <div className="flex items-center gap-3">
        <SenderIcon label={siteName} className="size-10 rounded-[0.6rem]" />
        <div className="min-w-0 flex-1 text-sm leading-[1.3]">
          <div className="flex items-baseline gap-2">
            <Title message={message} className="min-w-0 flex-1 font-semibold" />
            <span className={`shrink-0 text-xs ${QUIET}`}>now</span>
          </div>
          <p className={`truncate text-xs ${QUIET}`}>from {siteName}</p>
          <Body platform={platform} message={message} />
        </div>
        <Picture part="icon" src={message.icon} className="size-9 shrink-0 rounded-md object-cover" />
      </div>
      <Picture part="image" src={message.image} className={IMAGE} />
      <Buttons platform={platform} message={message} className={PLAIN_BUTTONS} button={PLAIN_BUTTON} />
    </div>
  );
}

/** The browser's mark, or a site's own icon of which we only know the first letter. */
function SenderIcon({ label, className }: { label?: string; className: string }) {
  return (
    <span
      aria-hidden
      className={`grid shrink-0 place-items-center bg-subtle-strong font-semibold text-muted ${className}`}
    >
      {label ? ([...label.trim()][0] ?? '?').toUpperCase() : <Globe className="size-5" />}
    </span>
  );
}

function Picture({ part, src, className }: { part: string; src: string | undefined; className: string }) {
  if (!src) return null;
  return (
    <span className="contents" data-part={part}>
      <RemoteImage src={src} className={className} />
    </span>
  );
}

/** In the line of the sender, of which the system draws the shape alone; where there is none, what the platform puts there. */
function Badge({ message, fallback }: { message: Partial<Message>; fallback: ReactNode }) {
  if (!message.badge) return fallback;
  return (
    <Picture part="badge" src={message.badge} className="size-4 object-contain opacity-70 brightness-0 dark:invert" />
  );
}

function Title({ message, className }: { message: Partial<Message>; className: string }) {
  if (message.title)
    return (
      <p dir={message.dir ?? 'auto'} className={`truncate ${className}`}>
        {message.title}
      </p>
    );
  return <p className={`truncate ${className} ${QUIET}`}>Title</p>;
}

const CLAMP = { 1: 'line-clamp-1', 2: 'line-clamp-2', 3: 'line-clamp-3', 4: 'line-clamp-4' } as const;

function Body({
  platform,
  message,
  className = '',
}: Pick<FrameProps, 'platform' | 'message'> & { className?: string }) {
  const clamp = CLAMP[platform.bodyLines];
  if (message.body)
    return (
      <p dir={message.dir ?? 'auto'} className={`wrap-break-word whitespace-pre-line ${clamp} ${className}`}>
        {message.body}
      </p>
    );
  if (message.title) return null;
  return <p className={`${clamp} ${QUIET}`}>Text of the notification</p>;
}

interface ButtonsProps extends Pick<FrameProps, 'platform' | 'message'> {
  className: string;
  button: string;
}

/** In the platform's own manner, or as the menu that opens on hover. */
function Buttons({ platform, message, className, button }: ButtonsProps) {
  if (!message.actions?.length) return null;
  if (platform.actions === 'menu') {
    return (
      <div className="mt-2 flex flex-col items-end gap-1">
        <span className="rounded-md bg-subtle-strong px-2.5 py-1 text-xs">Options ▾</span>
        <ButtonRow
          message={message}
          className="w-40 rounded-md bg-subtle-strong p-1"
          button="truncate rounded-xs px-2 py-1 text-xs"
        />
      </div>
    );
  }
  return <ButtonRow message={message} className={className} button={button} />;
}

function ButtonRow({ message, className, button }: Omit<ButtonsProps, 'platform'>) {
  return (
    <div className={className} data-part="buttons">
      {message.actions?.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two buttons at most, told apart by their place
        <div key={index} dir="auto" className={button}>
          {action.title || `Button ${index + 1}`}
        </div>
      ))}
    </div>
  );
}
