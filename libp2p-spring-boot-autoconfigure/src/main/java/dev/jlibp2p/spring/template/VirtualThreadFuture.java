package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Stream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The result of a call on a virtual thread, which is interrupted as soon as somebody else completes the future. */
final class VirtualThreadFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().name("libp2p-async").start(task);

    static <T extends @Nullable Object> CompletableFuture<T> of(Callable<T> call) {
        VirtualThreadFuture<T> future = new VirtualThreadFuture<>();
        Thread worker = Thread.ofVirtual().name("libp2p-async").unstarted(() -> future.run(call));
        future.whenComplete((result, failure) -> {
            if (!Thread.currentThread().equals(worker)) {
                worker.interrupt();
            }
        });
        worker.start();
        return future;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new VirtualThreadFuture<>();
    }

    /** Never the pool that everybody shares. */
    @Override
    public Executor defaultExecutor() {
        return VIRTUAL_THREADS;
    }

    private void run(Callable<T> call) {
        try {
            T result = call.call();
            if (!complete(result) && result instanceof Stream stream) {
                stream.reset(0);
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }
}
