import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;

/**
 * A real Neo4j Community on a free port of the loopback interface, until standard input ends.
 *
 * Arguments: an empty directory; the password of the user neo4j; "read-only" or "read-write".
 * Prints the bolt address on one line when it answers.
 */
public class Neo4jServer {
    public static void main(String[] arguments) throws Exception {
        boolean readOnly = arguments[2].equals("read-only");
        try (Neo4j server = Neo4jBuilders.newInProcessBuilder(Path.of(arguments[0]))
                .withDisabledServer()
                .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
                .withConfig(GraphDatabaseSettings.auth_enabled, true)
                .withConfig(GraphDatabaseSettings.read_only_database_default, readOnly)
                .build()) {
            server.databaseManagementService().database("system").executeTransactionally(
                    "ALTER USER neo4j SET PASSWORD '" + arguments[1] + "' CHANGE NOT REQUIRED");
            System.out.println(server.boltURI());
            System.out.flush();
            while (System.in.read() >= 0) { }
        }
    }
}
