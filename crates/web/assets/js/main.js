// Everything the pages do beyond plain HTML. Each behaviour is its own module, finds its elements by a data
// attribute, and is only an addition: without scripts every form and link still works.

import { attach as ask } from "./ask.js";
import { attach as bell } from "./bell.js";
import { attach as clocks } from "./clock.js";
import { attach as copy } from "./copy.js";
import { attach as drafts } from "./draft.js";
import { attach as keys } from "./keys.js";
import { attach as live } from "./live.js";
import { attach as mentions } from "./mention.js";
import { attach as menus } from "./menu.js";
import { attach as passkeys } from "./passkey.js";
import { attach as palette } from "./palette.js";
import { partial } from "./partial.js";
import { attach as presence } from "./presence.js";
import { refreshing } from "./refresh.js";
import { attach as replyDrafts } from "./reply-draft.js";
import { attach as rows } from "./rows.js";
import { attach as sending } from "./sending.js";
import { attach as templates } from "./template.js";
import { attach as theme } from "./theme.js";
import { attach as uploads } from "./upload.js";
import { attach as viewer } from "./viewer.js";

const behaviours = [
  ask, bell, clocks, copy, drafts, keys, live, mentions, menus, palette, passkeys, presence, replyDrafts, rows, sending,
  templates, theme, uploads, viewer,
];

function attachAll(root) {
  for (const attach of behaviours) attach(root);
}

partial(attachAll);
refreshing(attachAll);
attachAll(document);
