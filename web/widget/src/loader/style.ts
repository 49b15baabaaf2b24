// Styles of the launcher and the panel, inside the shadow root; nothing of the page leaks in, nothing leaks out.

export const STYLE = `
:host{all:initial;--f:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--c:var(--samovar-brand,#8f4a2b);--i:var(--samovar-ink,#fff)}
[hidden]{display:none!important}
[data-font=serif]{--f:ui-serif,Georgia,"Times New Roman","Liberation Serif",serif}
[data-font=rounded]{--f:ui-rounded,"SF Pro Rounded","Hiragino Maru Gothic ProN",Quicksand,Comfortaa,system-ui,sans-serif}
[data-font=mono]{--f:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
.launcher{position:fixed;z-index:var(--samovar-layer);right:var(--samovar-x);bottom:calc(var(--samovar-y) + env(safe-area-inset-bottom,0px));
display:grid;grid-auto-flow:column;place-items:center;min-width:60px;height:60px;padding:0 15px;border:0;border-radius:30px;background:var(--c);color:var(--i);cursor:pointer;
max-width:calc(100vw - 2*var(--samovar-x));overflow-wrap:anywhere;
box-shadow:0 1px 3px rgb(0 0 0/.16),0 6px 20px rgb(0 0 0/.18);opacity:0;visibility:hidden;-webkit-tap-highlight-color:transparent}
.launcher.shown{opacity:1;visibility:visible}
.launcher:focus-visible{outline:3px solid var(--c);outline-offset:3px}
.launcher svg{grid-area:1/1}
.text{padding:0 6px 0 10px;font:600 16px/1 var(--f)}
.launcher svg+svg,.launcher.open svg{opacity:0}
.launcher.open svg+svg{opacity:1}
.badge{position:absolute;top:-3px;right:-3px;box-sizing:border-box;min-width:22px;height:22px;padding:0 6px;border-radius:11px;border:2px solid #fff;
background:#b3261e;color:#fff;font:600 12px/18px var(--f);text-align:center}
.panel{position:fixed;z-index:var(--samovar-layer);right:var(--samovar-x);bottom:calc(var(--samovar-y) + 76px + env(safe-area-inset-bottom,0px));
width:392px;max-width:calc(100vw - 2*var(--samovar-x));height:min(660px,calc(100dvh - var(--samovar-y) - 96px));border-radius:var(--samovar-r,18px);overflow:hidden;
background:#fff;box-shadow:0 0 0 1px rgb(0 0 0/.06),0 12px 48px rgb(0 0 0/.2);opacity:0;visibility:hidden;transform-origin:100% 100%}
.panel.open{opacity:1;visibility:visible}
.panel[data-theme=dark]{background:#1d1a18}
:host([data-side=left]) :is(.launcher,.panel){right:auto;left:var(--samovar-x)}
:host([data-side=left]) .panel{transform-origin:0 100%}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
.panel[data-shape=inline]{position:static;width:100%;max-width:none;height:100%;border-radius:inherit;box-shadow:none;transform:none}
:host(:has(.panel[data-shape=inline])){display:block;height:100%;border-radius:inherit}
@media (prefers-color-scheme:dark){.panel[data-theme=auto]{background:#1d1a18}}
@media (max-width:480px),(max-height:420px){
.panel:not([data-shape=inline]){inset:0!important;width:auto;max-width:none;height:auto;border-radius:0;box-shadow:none}
.launcher.open{visibility:hidden;opacity:0}}
@media (prefers-reduced-motion:no-preference){
.launcher,.panel,.launcher svg{transition:opacity .16s ease,transform .16s ease,visibility .16s}
.launcher:hover{transform:translateY(-1px)}
.panel:not(.open,[data-shape=inline]){transform:translateY(10px) scale(.985)}}
@media (forced-colors:active){.launcher{border:2px solid}.panel{border:1px solid}}
@media print{.launcher,.panel{display:none}}
`;
