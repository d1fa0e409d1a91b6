package dev.jlibp2p.spring.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does what blocks for many nodes at the same time, each on a virtual thread. */
final class Parallel {

    private Parallel() {}

    @FunctionalInterface
    interface Task {

        void run() throws IOException;
    }

    /** Waits for all of them, then throws what the first of those that failed threw. */
    static void run(Collection<Task> tasks) throws IOException {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Task task : tasks) {
                running.add(threads.submit(() -> {
                    task.run();
                    return null;
                }));
            }
        }
        for (Future<?> done : running) {
            if (done.state() == Future.State.FAILED) {
                rethrow(new ExecutionException(done.exceptionNow()));
            }
        }
    }

    private static void rethrow(ExecutionException failure) throws IOException {
        switch (failure.getCause()) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> throw new IllegalStateException(failure.getCause());
        }
    }
}
