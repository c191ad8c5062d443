using Vicinity.Simulation;

bool terminal = !Console.IsOutputRedirected;
bool colours = terminal && Environment.GetEnvironmentVariable("NO_COLOR") is null;
return new SimulationCommand(Console.Out, colours, terminal).Run(args);
