package dev.jlibp2p.spring.handler;

/** Is told of every handler before the first peer can call it. */
interface HandlerWatch {

    void registered(MethodStreamHandler handler);
}
