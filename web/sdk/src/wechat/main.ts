/** The mini program's module: `const marketloop = require("./marketloop-wechat.js")`, `marketloop.load(…)` before `App(…)`. */
import { makeApi } from "../core/api";
import { Client } from "../core/client";
import { enter, wechatPlatform } from "./platform";
import { watchPages } from "./views";

const marketloop = makeApi((writeKey, options) => {
  if (!options.host) throw new Error('load needs the collector\'s address: { host: "https://…" }');
  const launch = wx.getEnterOptionsSync?.() ?? wx.getLaunchOptionsSync();
  enter(launch);
  const client = new Client(wechatPlatform(), writeKey, options);
  const automatic = options.autoPage !== false;
  let hidden = false;
  const opened = (entry: EnterOptions) => {
    if (!automatic) return;
    client.track("Application Opened", {
      from_background: hidden,
      path: entry.path,
      scene: entry.scene,
      referring_application: entry.referrerInfo?.appId || undefined,
    });
  };
  opened(launch);
  wx.onAppShow((entry) => {
    // The platform may tell of the launch too, which is counted already.
    if (!hidden) return;
    enter(entry);
    client.comeBack();
    opened(entry);
    hidden = false;
  });
  wx.onAppHide(() => {
    hidden = true;
    if (automatic) client.track("Application Backgrounded");
    void client.flush();
    client.leave();
  });
  wx.onNetworkStatusChange((state) => state.isConnected && client.online());
  if (automatic) watchPages((route, properties) => client.view("screen", [route, properties]));
  return client;
});

export default marketloop;
