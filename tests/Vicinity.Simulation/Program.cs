using Vicinity.Simulation;

return SimulationCommand.Run(args, Console.Out);
