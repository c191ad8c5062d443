import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the main method of one class after the other, so that starting Java is paid for once. A line of standard input is
 * one run: class, input and arguments in base 64, separated by blanks. A line of standard output is its result: exit code,
 * output and errors.
 */
public final class Host {
    /** Thrown where a tool wants to end the machine. */
    private static final class Ended extends Error {
        Ended() {
            super(null, null, false, false);
        }
    }

    /** What the first wish to end said: some tools catch what is thrown, report it and end once more with another code. */
    private static Integer firstCode;
    private static int errorsUntilThen;
    /** What a tool wants to do when the machine ends: the console producer sends its last records there. */
    private static final List<Runnable> atEnd = new ArrayList<>();
    private static ByteArrayOutputStream errors;

    public static void main(String[] ignored) throws Exception {
        PrintStream answers = System.out;
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Exit.setExitProcedure(Host::end);
        Exit.setHaltProcedure(Host::end);
        Exit.setShutdownHookAdder((name, action) -> atEnd.add(action));
        InputStream own = System.in;
        PrintStream errorsOfHost = System.err;
        String line;
        while ((line = requests.readLine()) != null) {
            String[] fields = Arrays.stream(line.split(" ")).map(Host::decode).toArray(String[]::new);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            errors = new ByteArrayOutputStream();
            firstCode = null;
            System.setIn(new ByteArrayInputStream(fields[1].getBytes(StandardCharsets.UTF_8)));
            PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
            PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
            System.setOut(out);
            System.setErr(err);
            int code = run(fields[0], Arrays.copyOfRange(fields, 2, fields.length));
            atEnd.forEach(Runnable::run);
            atEnd.clear();
            out.flush();
            err.flush();
            System.setOut(answers);
            System.setErr(errorsOfHost);
            System.setIn(own);
            byte[] said = errors.toByteArray();
            if (firstCode != null) said = Arrays.copyOf(said, errorsUntilThen);
            answers.println(code + " " + encode(output.toByteArray()) + " " + encode(said));
            answers.flush();
        }
    }

    private static int run(String type, String[] arguments) {
        try {
            Class.forName(type).getMethod("main", String[].class).invoke(null, (Object) arguments);
            return firstCode == null ? 0 : firstCode;
        } catch (InvocationTargetException e) {
            if (firstCode != null) return firstCode;
            e.getCause().printStackTrace();
            return 1;
        } catch (ReflectiveOperationException e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static void end(int code, String message) {
        if (message != null) System.err.println(message);
        System.err.flush();
        if (firstCode == null) {
            firstCode = code;
            errorsUntilThen = errors.size();
        }
        throw new Ended();
    }

    private static String decode(String field) {
        return new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8);
    }

    private static String encode(byte[] bytes) {
        return "=" + Base64.getEncoder().encodeToString(bytes);
    }
}
