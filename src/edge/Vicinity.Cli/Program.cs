Console.WriteLine("vicinity 0.1.0");
return 0;
