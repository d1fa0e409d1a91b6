package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.resource.ResourceScope;

/** What bounds one session. */
record YamuxLimits(YamuxConfig config, ResourceScope scope) {}
