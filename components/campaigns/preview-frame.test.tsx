import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Message } from '@/lib/contracts/messages';
import { leftOutNote } from './left-out-note';
import { PLATFORM_KEYS, PLATFORMS, type PlatformCapability, type PlatformKey, SOURCES } from './platform-capabilities';
import { PreviewFrame } from './preview-frame';

const MESSAGE: Partial<Message> = {
  title: 'The sale ends tonight',
  body: 'Everything is 20 % off',
  icon: 'https://shop.example/icon.png',
  image: 'https://shop.example/image.png',
  badge: 'https://shop.example/badge.png',
  actions: [{ title: 'Shop now', url: 'https://shop.example/' }],
  requireInteraction: true,
  silent: true,
};

/** The parts that are drawn, and whether the buttons are in a menu. */
function draw(platform: PlatformCapability): string[] {
  const html = renderToStaticMarkup(
    <PreviewFrame platform={platform} message={MESSAGE} siteName="Corner shop" siteHost="shop.example" />,
  );
  expect(html).toContain(MESSAGE.title);
  expect(html).toContain(MESSAGE.body);
  const parts = [...html.matchAll(/data-part="(\w+)"/g)].map(([, part]) => part ?? '');
  expect(html.includes('Shop now')).toBe(parts.includes('buttons'));
  return [...parts, ...(html.includes('Options') ? ['menu'] : [])].sort();
}

const SHOWN: Record<PlatformKey, string[]> = {
  windows: ['buttons', 'icon', 'image'],
  macos: ['buttons', 'icon', 'menu'],
  android: ['badge', 'buttons', 'icon', 'image'],
  firefox: ['buttons', 'icon'],
  safari: [],
  ios: [],
};
const LEFT_OUT: Record<PlatformKey, string> = {
  windows: 'Chrome on Windows. ',
  macos: 'Not shown on Chrome on macOS: the large image. ',
  android: 'Not shown on Chrome on Android: “stay on screen”. ',
  firefox: 'Not shown on Firefox: the large image. ',
  safari: 'Not shown on Safari on macOS: the large image, the buttons, your icon, and “stay on screen”. ',
  ios: 'Not shown on iPhone and iPad: the large image, the buttons, your icon, “stay on screen”, and “no sound”. ',
};

describe.each(PLATFORM_KEYS)('the preview of %s', (key) => {
  const platform = PLATFORMS[key];

  it('draws what the platform shows, and says what it leaves out', () => {
    expect(draw(platform)).toEqual(SHOWN[key]);
    expect(leftOutNote(platform, MESSAGE)).toBe(LEFT_OUT[key] + platform.note);
  });

  it('is drawn from the table', () => {
    const flipped = { ...platform, image: !platform.image, icon: !platform.icon };
    for (const part of ['image', 'icon']) {
      expect(draw(flipped).includes(part), part).toBe(!SHOWN[key].includes(part));
    }
    expect(draw({ ...platform, actions: 'none' })).not.toContain('buttons');
    expect(draw({ ...platform, actions: 'buttons' })).toContain('buttons');
    expect(draw({ ...platform, actions: 'menu' })).toContain('menu');
  });

  it('has a source for each entry', () => {
    for (const source of Object.values(platform.sources)) expect(SOURCES[source].title).not.toBe('');
  });
});
